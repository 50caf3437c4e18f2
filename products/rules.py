import rules

from events.permissions import desk, grant, officials, officials_of_all, readers

grant("products", ["product"], add=officials_of_all)
grant("products", ["picture", "exhibit"])
grant("products", ["sale"], view=readers, change=desk)
grant("products", ["exchangerate"], change=officials_of_all)
rules.add_perm("products.import_workbook", officials)
rules.add_perm("products.review_product", officials)
rules.add_perm("products.translate_product", officials)
