"""The views of the API, a module for each collection: a context, a call or two to services, a
document."""
