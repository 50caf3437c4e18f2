"""The workbook officials fill in: one sheet of exhibitors, one of works, with Persian headings.

``reading`` understands it and compares it with the records, ``rows`` says what a row may hold, ``waiting`` keeps the
file between preview and confirmation, ``saving`` writes it, ``template`` makes an empty one. Rows are recognised by
the exhibitor's short name, and by exhibitor and Persian title, so the same workbook twice changes nothing.
"""
