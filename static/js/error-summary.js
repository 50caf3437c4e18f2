// After a form came back with errors, the summary is read first.
document.getElementById("error-summary")?.focus();
