FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv .venv
COPY requirements/runtime.txt requirements/
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY pyproject.toml ./
COPY graph graph
COPY schema schema
COPY resolvers resolvers
COPY matching matching
COPY simulation simulation
COPY server server
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/u4ssc u4ssc
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY data data
COPY docs/examples docs/examples
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    U4SSC_EXAMPLES=/app/docs/examples \
    U4SSC_HOST=0.0.0.0 \
    U4SSC_PORT=8000 \
    U4SSC_STORE=sqlite:////var/lib/u4ssc/u4ssc.db
USER u4ssc
VOLUME /var/lib/u4ssc
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# a new store has no model yet; migrating one that has it changes nothing
CMD ["sh", "-c", "u4ssc migrate && exec u4ssc serve"]
