"""What every part of the API goes through; what its operations do is said in the features' own `api` rooms."""

BASE = "/api/v1"
