from django.http import Http404

from coop.models import Node


def node_of(request, slug) -> Node:
    """The node of a floor or desk page: admins see every node, staff their own."""
    nodes = Node.objects.all() if request.user.is_admin else Node.objects.filter(pk=request.user.desk_id)
    node = nodes.filter(slug=slug).first()
    if node is None:
        raise Http404
    return node
