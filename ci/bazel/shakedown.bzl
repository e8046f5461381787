"""shakedown_test: TLS client-certificate suites as a test target."""

def shakedown_test(name, suites, target = "", arguments = [], data = [], shard_count = None, **kwargs):
    """Runs suites against a server.

    Args:
      name: name of the test target.
      suites: labels of the suite files.
      target: URL of the server; empty: the built-in peer.
      arguments: further arguments of "shakedown run".
      data: labels of files that suites or arguments name.
      shard_count: how many shards Bazel makes of the cases.
      **kwargs: further attributes of sh_test.
    """
    native.sh_test(
        name = name,
        srcs = ["//ci/bazel:shakedown_test.sh"],
        args = ["$(location %s)" % suite for suite in suites] +
               (["--target", target] if target else []) + arguments,
        data = suites + data,
        shard_count = shard_count,
        tags = kwargs.pop("tags", []) + ["requires-network"],
        **kwargs
    )
