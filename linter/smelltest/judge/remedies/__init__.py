"""What a finding proposes to write instead, in the words of the rules; the rewriter makes new text of it."""
