"""What components of a whole period share: lines, spells of periods, recovery, and lots that are held and released."""
