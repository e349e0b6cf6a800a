# puncta in a container, built from Debian's own packages: the compiler, too, comes from Debian and not from another site.
#
#     docker build -t puncta .                                    # or: podman build -t puncta .
#     docker build -t puncta --build-arg COMMIT="$(git rev-parse HEAD)" .    # the commit then stands in manifest.json
#     docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" puncta run my-pen.toml
#
# The program needs no network and no rights: `docker run --network none --cap-drop all`. docs/release.md says what of this was tried.
FROM docker.io/library/debian:bookworm-slim AS build
# rustc-web is the compiler that Debian keeps new for its browsers; the package rustc is too old for puncta (rust-version in
# Cargo.toml).
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates cargo-web rustc-web gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /puncta
COPY . .
ARG COMMIT=
# An empty COMMIT is no commit. The symbols are for those who debug; without them the program is a fifth smaller.
RUN export CARGO_INCREMENTAL=0 CARGO_HOME=/cargo CARGO_PROFILE_RELEASE_STRIP=symbols \
 && if [ -n "$COMMIT" ]; then export PUNCTA_COMMIT="$COMMIT"; fi \
 && cargo build --release --locked --bin puncta

FROM docker.io/library/debian:bookworm-slim
LABEL org.opencontainers.image.title="puncta" \
      org.opencontainers.image.description="Simulates what a microneedling device does to skin, and shows it" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
RUN useradd --uid 1000 --user-group --no-create-home --shell /usr/sbin/nologin puncta \
 && install -d -o puncta -g puncta /work
COPY --from=build /puncta/target/release/puncta /usr/local/bin/puncta
COPY LICENSE-MIT LICENSE-APACHE NOTICE THIRD-PARTY.txt /usr/share/doc/puncta/
USER puncta
WORKDIR /work
ENTRYPOINT ["puncta"]
CMD ["--help"]
