#include "cli/shard.h"

#include <array>
#include <charconv>
#include <cstdlib>

#include "core/text.h"

namespace shakedown::cli {
namespace {

std::optional<int> Number(const std::string& text) {
  int value = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, value);
  if (text.empty() || problem != std::errc() || stopped != end) return std::nullopt;
  return value;
}

Error BadShard(const std::string& source, const std::string& value) {
  return Error(ErrorCode::kUsage, source + ": '" + Printable(value) + "' is not a shard")
      .WithHint("write it as INDEX/COUNT with 1 <= INDEX <= COUNT, for example 2/5");
}

Result<Shard> Checked(int index, int count, const std::string& source, const std::string& value) {
  if (count < 1 || index < 0 || index >= count) return BadShard(source, value);
  return Shard{index, count, source, ""};
}

Result<Shard> FromFraction(const std::string& value, const std::string& source) {
  const size_t slash = value.find('/');
  if (slash == std::string::npos) return BadShard(source, value);
  const auto index = Number(value.substr(0, slash));
  const auto count = Number(value.substr(slash + 1));
  if (!index || !count) return BadShard(source, value);
  return Checked(*index - 1, *count, source, value);
}

/// A pair of variables that some runner sets.
struct Convention {
  const char* name;
  const char* index;
  const char* count;
  int base;
};
constexpr std::array<Convention, 2> kRunners = {
    {{"Bazel", "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0},
     {"GoogleTest", "GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", 0}}};
constexpr std::array<Convention, 5> kCiSystems = {
    {{"GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", 1},
     {"CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0},
     {"Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0},
     {"Azure Pipelines", "SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE", 1},
     {"Kubernetes", "JOB_COMPLETION_INDEX", "SHAKEDOWN_SHARD_COUNT", 0}}};

std::optional<Result<Shard>> FromConvention(const Convention& convention,
                                            const Environment& environment) {
  const auto index = environment(convention.index);
  const auto count = environment(convention.count);
  if (!index || !count) return std::nullopt;
  const std::string source = std::string(convention.name) + " (" + convention.index + ")";
  const auto i = Number(*index);
  const auto n = Number(*count);
  if (!i || !n) return Result<Shard>(BadShard(source, *index + "/" + *count));
  return Checked(*i - convention.base, *n, source, *index + "/" + *count);
}

Result<Shard> FromCiSystem(const Environment& environment) {
  for (const Convention& convention : kCiSystems) {
    if (auto shard = FromConvention(convention, environment)) return std::move(*shard);
  }
  return Error(ErrorCode::kUsage, "--shard=auto: no CI system's variables are set")
      .WithHint(
          "known are GitLab, CircleCI, Buildkite, Azure Pipelines, and Kubernetes with "
          "SHAKEDOWN_SHARD_COUNT; or write --shard=INDEX/COUNT");
}

}  // namespace

Environment ProcessEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Result<Shard> FindShard(const std::string& option, const Environment& environment) {
  if (option == "auto") return FromCiSystem(environment);
  if (!option.empty()) return FromFraction(option, "--shard");
  if (const auto own = environment("SHAKEDOWN_SHARD"); own && !own->empty()) {
    return FromFraction(*own, "SHAKEDOWN_SHARD");
  }
  for (const Convention& convention : kRunners) {
    auto found = FromConvention(convention, environment);
    if (!found) continue;
    if (*found && convention.name == std::string_view("Bazel")) {
      (*found)->status_file = environment("TEST_SHARD_STATUS_FILE").value_or("");
    }
    return std::move(*found);
  }
  return Shard{};
}

}  // namespace shakedown::cli
