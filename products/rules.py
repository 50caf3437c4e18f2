import rules

from events.permissions import grant, officials

grant("products", ["product", "picture", "exhibit", "exchangerate"])
rules.add_perm("products.import_workbook", officials)
