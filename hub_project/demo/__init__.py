"""What a demonstration needs: people, teams and two registered apps, made once and found again."""
