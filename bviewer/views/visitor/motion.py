"""What a photograph moves by: a clip that belongs to it, or a film in its own file."""

from pyramid.httpexceptions import HTTPFound, HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import or_, select

from bviewer.delivery import Audience, ByteRange
from bviewer.models import Image, ImageState, ItemKind
from bviewer.security import Permission
from bviewer.tree.resources import ImageResource, MotionResource
from bviewer.views.origins import allow_showing
from bviewer.views.visitor.images import audience_of, open_film, original, send_film
from bviewer.views.visitor.motion_audience import motions_for, motions_for_everybody


@view_config(context=ImageResource, name="motion", request_method="GET", permission=Permission.VIEW)
def send_motion(context: ImageResource, request: Request) -> Response:
    """Send the film that a photograph moves by, to who may see it and all that the film tells."""
    album, image = context.__parent__, request.dbsession.get(Image, context.image.id)
    if request.subpath or image is None or image.state == ImageState.MISSING:
        raise HTTPNotFound
    if image.motion not in motions_for(request, album):
        raise HTTPNotFound
    audience = audience_of_motion(context, image)
    if image.motion_start is None or image.motion_size is None:
        return send_clip(image, request, audience)
    part = ByteRange(image.motion_start, image.motion_start + image.motion_size)
    return send_part(image, part, request, audience)


def audience_of_motion(context: ImageResource, image: Image) -> Audience:
    """Return who may keep the film of a photograph: nobody what strangers are not sent."""
    is_for_all = image.motion in motions_for_everybody(context.__parent__)
    return audience_of(context) if is_for_all else Audience.TRUSTED


def send_clip(image: Image, request: Request, audience: Audience) -> Response:
    """Send the clip that belongs to a photograph of its album."""
    clip = request.dbsession.get(Image, image.motion_id)
    if clip is None or (clip.album_id, clip.kind) != (image.album_id, ItemKind.MOTION):
        raise HTTPNotFound
    return send_film(clip, request, audience)


def send_part(image: Image, part: ByteRange, request: Request, audience: Audience) -> Response:
    """Send the film in the file of a photograph, and nothing else of that."""
    with request.disk.asked():
        file, content_type = open_film(image, request, part.start)
        sent = original(image, request, file)
        response = request.delivery.part(
            request, sent, part, content_type=content_type, audience=audience
        )
    return allow_showing(request, response, audience)


@view_config(context=MotionResource, request_method="GET", permission=Permission.VIEW)
def lead_to_photograph(context: MotionResource, request: Request) -> Response:
    """Lead from what was an item once to the photograph that it belongs to."""
    album, beside = context.__parent__, context.image
    its = or_(Image.motion_id == beside.id, Image.raw_id == beside.id)
    query = select(Image.id).where(Image.album_id == beside.album_id, its)
    photograph_id = request.dbsession.scalars(query).first()
    if photograph_id is None:
        raise HTTPNotFound
    raise HTTPFound(request.urls.of(album, photograph_id, ""))
