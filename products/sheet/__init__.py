"""A maker's works in one sheet: a template, an export of the same form, and an upload that is seen before it is saved.

A row speaks of a work by its ``code``, which the export writes; without one by the maker's own number, which is kept
(``OwnNumber``); without that by its title in any language. So the same sheet twice makes no second work. A number
that is new does not begin a second work where one work of that title has no number yet: it gets it.

Nothing is saved before the maker confirms. Both reading and saving are jobs (``jobs``). Saving goes in batches, and a
row is written only if that does what its preview said, so that a job which was killed may be done again.

An empty cell keeps what is stored; a dash empties it. Works that are new become drafts; of public ones price,
availability and capacity change at once, everything else waits on their revision.
"""
