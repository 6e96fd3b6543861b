"""Renditions: the resized copies of photographs, and the cache they live in.

`sizes` reads which renditions there are, `cache` names and stores their files, `placeholder` draws
what stands in for one that is not ready, `last_use` notes when one is served. These four are all
that a web process needs; none of them imports a decoder, and none may. `inventory` counts what is
in the cache, and `eviction` removes what nobody has used for longest.

Workers call `store.make_renditions`. It has the work done in a child process of little memory and
little time (`sandbox`), because a decoder fed with a stranger's file may crash, hang or swell. In
the child `pipeline.render` goes from one opened file to the JPEGs of all sizes: `source` and
`decoding` get the pixels out of it (what may be decoded at all is said in `library.formats`),
`colour` makes them opaque sRGB, `geometry` says which part of them becomes how many pixels,
`resampling` shrinks, and `encoding` writes JPEGs that carry pixels and nothing else.

What can go wrong has three names, in `errors`. A full disk or a lost mount is none of them: it
stays the OSError it is, to be tried again.
"""
