"""Security headers on every answer, errors and downloads too."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

# plotly adds one empty style element to the page; its hash stands for exactly that
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def csp_nonce() -> str:
    """This answer's nonce for scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


def content_security_policy() -> str:
    """Only our own files, scripts with this answer's nonce, no frames, no plug-ins."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{csp_nonce()}'",
            f"style-src 'self' {EMPTY_STYLE}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def init_app(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """The headers; signed-in pages are never kept by a browser or proxy."""
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    response.headers["Content-Security-Policy"] = content_security_policy()
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
