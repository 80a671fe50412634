# The two commands for newcomers are `make run` and `make test`.
GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
NODE_OK := $(shell node -e 'process.exit(+process.versions.node.split(".")[0]>=20?0:1)' 2>/dev/null && command -v npm >/dev/null && echo yes)
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -name '*.go' 2>/dev/null)

.PHONY: help run build web test test-go test-web bench shots fuzz generate lint clean

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## build everything and start the switchboard
	@exec bin/graphpbx serve

build: web ## build bin/graphpbx, with the dashboard where Node 20 is installed
	@mkdir -p bin
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/graphpbx ./cmd/graphpbx

ifeq ($(NODE_OK),yes)
web: web/dist/index.html ## build the dashboard
web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@
web/explorer/node_modules/.package-lock.json: web/explorer/package.json web/explorer/package-lock.json
	cd web/explorer && npm ci --no-audit --no-fund
	@touch $@
web/dist/index.html: web/node_modules/.package-lock.json web/explorer/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build && npm run build:explorer
test-web: web
	cd web && npm test
else
web:
	@echo "Node 20 with npm is not installed: building without the dashboard (its page will say how to get it)"
test-web:
	@echo "SKIP web tests: Node 20 with npm is not installed"
endif

test: ## run every test, installing what they need
	@scripts/install-test-tools
	@$(MAKE) --no-print-directory build
	@$(MAKE) --no-print-directory test-web
	@$(MAKE) --no-print-directory test-go

test-go:
	@mkdir -p bin
	$(GO) vet ./...
	$(GO) build -o bin/testsummary ./scripts/testsummary
	$(GO) test -json -race -timeout 15m ./... | bin/testsummary

bench: build ## measure speed and memory, as ratios against peers in the same run
	@scripts/install-test-tools
	GRAPHPBX_BENCH=1 $(GO) test -v -count=1 -timeout 60m ./bench

shots: build ## take the pictures of README and docs from a living office
	GRAPHPBX_SHOTS=1 ARTIFACTS=$(CURDIR)/docs/pictures $(GO) test -count=1 -run TestShots ./test/dashboard ./test/wwphone

fuzz: ## run every fuzz target for a minute (FUZZTIME=…)
	@scripts/fuzz

generate: ## make generated code anew from schema.graphqls
	$(GO) generate ./graph

lint: ## golangci-lint where installed, go vet otherwise
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else $(GO) vet ./... && gofmt -l .; fi

clean: ## remove what was built
	rm -rf bin out web/node_modules web/explorer/node_modules
	find web/dist -mindepth 1 -not -name .gitkeep -delete
