"""The door on the web: one router a noun in routes/, what goes in and out in schemas/, one table of errors.

`create_app(tools)` gives the FastAPI application. Holds no rule of its own: who may call is auth's, what happens is workflow's,
what is stored is storage's. Every row it asks for is asked for in the name of the client companies the caller may see.
"""
