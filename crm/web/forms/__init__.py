"""Forms: what people type becomes clean values, or a sentence at the field."""
