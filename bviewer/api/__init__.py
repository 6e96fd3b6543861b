"""The REST API: JSON over the same resources, services and presenters as pages have.

A view is an `endpoint`: a resource, a method, a permission, a scope, what it is sent and what it
answers. From these `endpoints` it is served, and described. `bodies` and `queries` read what is
sent, `answers` writes what is told, `refusals` says what is wrong (RFC 9457), `pages` parts long
lists, `entry` looks at each request first, `rates` counts who asks, `origins` are other sites whose
pages may. The views themselves are in `views`, one module for each collection.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Register the views of all collections."""
    config.include(".entry")
    config.include(".endpoints")
    config.include(".errors")
    config.include(".rates")
    config.scan(".errors")
    config.scan(".views")
    config.serve_endpoints()
