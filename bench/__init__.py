"""The speed of DESIGN section 8, as ratios to a bare page under the same server in the same run."""
