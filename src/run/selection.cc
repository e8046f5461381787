#include "run/selection.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/text.h"
#include "run/target_plan.h"

namespace shakedown::run {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool ContainsAny(const std::vector<std::string>& list, const std::vector<std::string>& values) {
  return std::any_of(values.begin(), values.end(),
                     [&list](const std::string& value) { return Contains(list, value); });
}

bool MatchesFilter(const Case& test, const std::string& filter) {
  if (GlobMatches(filter, test.id) || GlobMatches(filter, test.scenario) ||
      GlobMatches(filter, test.suite + '/' + test.scenario)) {
    return true;
  }
  // With several targets, a filter without one means the case at every target.
  const std::string suite(SuiteWithoutTarget(test.suite));
  return suite.size() != test.suite.size() &&
         (GlobMatches(filter, suite + test.id.substr(test.suite.size())) ||
          GlobMatches(filter, suite + '/' + test.scenario));
}

/// SplitMix64 (Steele, Lea, Flood 2014): tiny, and the same sequence everywhere, which
/// std::shuffle does not promise.
class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// Uniform below `bound`, without the bias of a plain remainder.
  uint64_t Below(uint64_t bound) {
    const uint64_t threshold = (0 - bound) % bound;
    uint64_t value = Next();
    while (value < threshold) value = Next();
    return value % bound;
  }

 private:
  uint64_t state_;
};

}  // namespace

bool IsSelected(const Case& test, const Selection& selection) {
  const std::vector<std::string>& tags = test.scenario_model->tags;
  if (!selection.only_ids.empty() && !Contains(selection.only_ids, test.id)) return false;
  if (!selection.tags.empty() && !ContainsAny(tags, selection.tags)) return false;
  if (ContainsAny(tags, selection.not_tags)) return false;
  return selection.filters.empty() ||
         std::any_of(selection.filters.begin(), selection.filters.end(),
                     [&test](const std::string& filter) { return MatchesFilter(test, filter); });
}

Result<std::vector<Case>> TakeShard(std::vector<Case> cases, const Selection& selection) {
  const int count = selection.shard_count;
  if (count < 1 || selection.shard_index < 0 || selection.shard_index >= count) {
    return Error(ErrorCode::kUsage, "there is no shard " +
                                        std::to_string(selection.shard_index + 1) + " of " +
                                        std::to_string(count))
        .WithHint("shards are numbered from 1 to their count, as in --shard 2/5");
  }
  if (count == 1) return cases;
  std::vector<size_t> by_id(cases.size());
  std::iota(by_id.begin(), by_id.end(), size_t{0});
  std::sort(by_id.begin(), by_id.end(),
            [&cases](size_t a, size_t b) { return cases[a].id < cases[b].id; });
  std::vector<size_t> taken;
  const auto step = static_cast<size_t>(count);
  for (auto i = static_cast<size_t>(selection.shard_index); i < by_id.size(); i += step) {
    taken.push_back(by_id[i]);
  }
  std::sort(taken.begin(), taken.end());
  std::vector<Case> shard;
  shard.reserve(taken.size());
  for (const size_t index : taken) shard.push_back(std::move(cases[index]));
  return shard;
}

std::vector<size_t> ShuffledOrder(size_t count, uint64_t seed) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  SplitMix64 random(seed);
  for (size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
  return order;
}

}  // namespace shakedown::run
