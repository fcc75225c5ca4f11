# Everything goes into the checkout: .venv (Python, the XLA plugin, the kernel), .tools (Go programs), build (results).
# Needed beforehand: Go 1.26, Python 3 with venv, make. "make" alone lists the targets.

# What setup found: the PATH with .tools/bin and .venv/bin first, and where the plugin is.
ENV = . ./.tools/env &&

.PHONY: help setup needed demo lab test fuzz bench peers gpu gpu-check gpu-bench cluster paper-small accuracy gallery pictures notebooks container clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

setup: ## make .venv and .tools (done in a second where nothing changed)
	@scripts/setup gopls staticcheck

needed: # what running a notebook takes
	@scripts/setup

demo: needed ## run notebooks/quickstart.ipynb; leaves build/quickstart.ipynb and build/quickstart.html
	@$(ENV) kilolayer-cells && python scripts/notebook.py notebooks/quickstart.ipynb

lab: ## open JupyterLab in notebooks/ (LAB="..." gives it options)
	@scripts/setup gopls
	@$(ENV) exec jupyter lab --ServerApp.root_dir=notebooks $(LAB) $(if $(filter 0,$(shell id -u)),--allow-root)

test: ## run every check: format, vet, staticcheck, tests, notebooks, pages in a browser
	@scripts/setup staticcheck
	@echo "sweeps over Ray and Slurm: tested against stand-ins; the clusters themselves not run (make cluster does)"
	@unformatted=$$(find . -name '*.go' -not -path './.*' -exec gofmt -l {} +); test -z "$$unformatted" || { echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; }
	@{ scripts/browser >/dev/null || echo "no Chrome or Chromium found: browser checks not run"; } & \
	$(ENV) go vet ./... || { wait; exit 1; }; wait
	@$(ENV) staticcheck ./...
	@$(ENV) go test -vet=off -ldflags=-w -timeout 20m ./... # go vet has just looked; -w takes half the time of linking
	@test -z "$$KILOLAYER_GOLDEN" || { $(ENV) go test -count=1 -v -run Golden ./revgnn/...; } # names the cases it can't build

fuzz: needed ## look for inputs that break a reader, at random, a minute for each fuzz target (TIME=10s: as long as you say)
	@$(ENV) scripts/fuzz $(or $(TIME),60s)

bench: needed ## measure, print the figures and write build/bench.json; then run the slow checks
	@mkdir -p build
	@$(ENV) python -m pip install --quiet --disable-pip-version-check --no-deps -r scripts/bench.txt || echo "pip could not install scripts/bench.txt: no comparison with pandas"
	@$(ENV) go run ./cmd/bench
	@! nvidia-smi >/dev/null 2>&1 || { $(ENV) go run ./cmd/gpu bench; }
	@$(ENV) kilolayer-cells && python scripts/warm.py
	@$(ENV) KILOLAYER_LIVE=1m go test -count=1 -v -run '^TestLab$$/^live$$' ./notebooks
	@$(ENV) XLA_FLAGS=--xla_backend_optimization_level=3 KILOLAYER_ALL=1 go test -count=1 -timeout 1h -run '^(TestBackendsOfFamilies|TestBackwardModes|TestImplicitGradient|TestNoSilentlyWrongGradient|TestEndsGradients|TestPresetTraining|TestPresetStep|TestOwnStart|TestCauseOfNotFinite|TestC|TestAttentionKernels|TestGENKernels|TestCurvesWithKernels|TestDevices|TestProcessesAlike|TestRayFetched|TestFreshProcesses|TestOnGPU)$$' ./revgnn ./revgnn/paper ./revgnn/sweep ./revgnn/conv ./internal/kernel ./cmd/peers
	@$(ENV) XLA_FLAGS=--xla_backend_optimization_level=3 KILOLAYER_KERNELS=off go test -count=1 ./revgnn/conv

gpu: ## make .gpu: XLA's CUDA plugin and ptxas, which compile for GPUs where there is none
	@scripts/gpu

gpu-check: needed gpu ## compile every kind of network for two GPUs that need not be here; writes build/gpu-check.md (CHECK="-go-on": after a kill)
	@$(ENV) go run ./cmd/gpu $(CHECK) check

gpu-bench: needed ## measure on the GPU of this machine, 15 minutes at most; writes build/gpu-bench.md
	@$(ENV) go run ./cmd/gpu bench

peers: needed ## measure beside PyTorch Geometric and torchdeq; writes build/peers.json and build/peers.md (ONLY="RevGCN" takes some)
	@scripts/peers
	@$(ENV) go run ./cmd/peers $(if $(ONLY),-only "$(ONLY)")

cluster: needed ## sweep over a Ray cluster and a Slurm cluster, which it starts here, while workers, nodes and heads go and come (ONLY="ray" takes one)
	@$(ENV) scripts/cluster $(ONLY)

paper-small: needed ## train the small form of each preset; writes build/paper-small.md; goes on after a kill
	@$(ENV) go run ./cmd/experiments small

accuracy: needed ## small networks over 5 seeds beside baselines; writes build/accuracy.md; goes on after a kill
	@$(ENV) go run ./cmd/experiments accuracy

gallery: needed ## take pictures of every figure; writes build/gallery/GALLERY.md
	@mkdir -p build/gallery
	@$(ENV) KILOLAYER_SCREENSHOTS=$(CURDIR)/build/gallery go test -count=1 -run '^TestScreenshots$$' ./viz ./internal/chart
	@echo build/gallery/GALLERY.md

pictures: needed ## make the README's picture, docs/memory.png
	@$(ENV) go run ./cmd/pictures

notebooks: needed ## run every notebook and the solutions in it, save the fresh outputs in it, and look at its page in a browser
	@$(ENV) kilolayer-cells && python scripts/notebook.py --solutions --check --save notebooks/*.ipynb
	@$(ENV) KILOLAYER_PAGES=$(CURDIR)/build go test -count=1 -run '^TestPages$$' ./notebooks

container: needed ## run the Dockerfile's steps in a fresh Debian root, then try the quickstart and JupyterLab there (as root)
	@$(ENV) python -m pip install --quiet --disable-pip-version-check --no-deps -r scripts/container.txt
	@$(ENV) python scripts/container-check $(CONTAINER)

clean: ## remove build; what setup made stays (rm -r .venv .tools .peers removes that too)
	rm -rf build
