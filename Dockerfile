# SPDX-License-Identifier: MIT OR Apache-2.0
#
# A place to build and test ksym in: docker build -t ksym . && docker run --rm ksym
FROM debian:12
RUN apt-get update && apt-get install -y --no-install-recommends git make
COPY scripts/deps /tmp/deps
RUN /tmp/deps check && rm -rf /var/lib/apt/lists/*
COPY . /src
WORKDIR /src
CMD ["make", "check"]
