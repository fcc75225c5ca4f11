# JupyterLab with Kilolayer's kernel: the same set-up as in a checkout, and all packages built. For a GPU, XLA is cuda12 or
# cuda13, as the driver of the machine that runs it.
#
#   docker build -t kilolayer .                                  # or: docker build --build-arg XLA=cuda12 -t kilolayer .
#   docker run --rm -p 127.0.0.1:8888:8888 -v kilolayer-notebooks:/home/kilo/kilolayer/notebooks -v kilolayer-data:/data kilolayer
#
# JupyterLab prints its address with a token; -e JUPYTER_TOKEN=... sets one. For a GPU, docker run also needs --gpus all.
FROM debian:trixie-slim
ARG XLA=cpu

RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates gcc golang-go libc6-dev make python3 python3-venv && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --create-home --uid 1000 --shell /bin/bash kilo && \
    install -d -o kilo -g kilo /data /home/kilo/kilolayer

USER kilo
WORKDIR /home/kilo/kilolayer
# Debian's Go is older than go.mod asks for, so it fetches that one.
ENV GOTOOLCHAIN=auto KILOLAYER_XLA=$XLA KILOLAYER_DATA=/data

# What set-up reads comes first, so that a change elsewhere does not repeat it.
COPY --chown=kilo:kilo go.mod go.sum requirements.txt ./
COPY --chown=kilo:kilo scripts scripts
RUN scripts/setup gopls

COPY --chown=kilo:kilo . .
RUN . ./.tools/env && kilolayer-cells

EXPOSE 8888
VOLUME ["/home/kilo/kilolayer/notebooks", "/data"]
CMD ["make", "lab", "LAB=--ip=0.0.0.0 --port=8888 --no-browser"]
