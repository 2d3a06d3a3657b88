"""What makes drafts: engines that hear, translate and speak. They know texts and sound files, no tables."""
