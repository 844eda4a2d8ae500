"""Tests in Chromium: what only a browser can prove."""
