# The commands of this project. What each does: docs/engineers.md
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install demo test proof vendor screenshots

PORT ?= 8000
SCALE ?=

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

install: ## make .venv/bin/frontdoor
	@tools/install.sh

demo: install ## a working council on this machine: make demo SCALE=1 PORT=8000
	@exec .venv/bin/frontdoor demo --port $(PORT) $(if $(SCALE),--scale $(SCALE))

test: install ## everything a change must pass
	@tools/test.sh

proof: install ## the long runs: random kills, load, large benchmarks
	@tools/proof.sh

vendor: ## bring the page components and their scripts into the checkout again (needs npm)
	@tools/vendor_assets.sh

screenshots: install ## take the pictures of the documentation again (needs Chromium)
	@.venv/bin/python tools/screenshots.py
