"""The people and organisations around a resident, and what each may see."""
