"""The report of an exhibition: its figures, the records behind them, and its forms as page, paper and workbook."""
