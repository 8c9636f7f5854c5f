"""Themes, areas and target groups: the lists a beheerder keeps."""
