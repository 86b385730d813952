"""`python -m http_api` writes openapi.json anew: the web page's types are generated from it."""

from http_api.openapi_file import FILE, text

FILE.write_text(text(), encoding="utf-8")
