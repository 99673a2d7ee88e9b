"""Pages as PDF: for the clinician, for the runner, the plan, a letter to take along."""
