"""Everything the club says to readers and hears from them: channels, templates, the gate, outbox and inbox."""
