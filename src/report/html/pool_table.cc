#include "report/html/pool_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "run/pool.h"

namespace shakedown::report::html {
namespace {

constexpr size_t kNamed = 12;

void AddNames(const Element& cell, const model::PoolAnswer& answer, const model::RunReport& report,
              const Anchors& anchors) {
  size_t named = 0;
  for (const uint64_t position : answer.targets) {
    if (position >= report.entries().size()) continue;
    if (named == kNamed) break;
    if (named++ > 0) cell.Text(", ");
    cell.Add("a")
        .Set("href", "#" + anchors.of(position))
        .Add("bdi", "", report.entries()[position].id);
  }
  if (named < answer.targets.size()) {
    cell.Text(fmt::format(" and {} more", answer.targets.size() - named));
  }
}

}  // namespace

std::string PoolAspect(const std::string& what) {
  for (int i = 0; i <= static_cast<int>(run::NodeAspect::kReply); ++i) {
    const auto aspect = static_cast<run::NodeAspect>(i);
    if (what == run::ToString(aspect)) return run::Title(aspect);
  }
  return what;
}

std::string PoolLine(const model::Pool& pool, size_t total) {
  const std::string all = CountOf(total, model::Subject::kAddresses);
  if (total < 2) return all + ": nothing to compare";
  if (pool.differences.empty()) return all + ", and no difference between them";
  if (pool.odd.empty()) return all + " differ, and none is like most";
  return fmt::format("{} of {} {} from the others", pool.odd.size(), all,
                     pool.odd.size() == 1 ? "differs" : "differ");
}

void AddPool(const Element& parent, const model::RunReport& report, const Anchors& anchors) {
  const model::Pool& pool = *report.head().pool;
  parent.Add("h2", "", "The addresses compared");
  parent.AddForeign("p", "summary", PoolLine(pool, report.entries().size()));
  if (pool.differences.empty()) return;
  const Element table = parent.Add("div", "scroll").Add("table", "pool");
  const Element head = table.Add("thead").Add("tr");
  for (const char* name : {"What differs", "Answer", "Addresses"}) {
    head.Add("th", "", name).Set("scope", "col");
  }
  const Element body = table.Add("tbody");
  for (const model::PoolDifference& difference : pool.differences) {
    for (size_t i = 0; i < difference.answers.size(); ++i) {
      const model::PoolAnswer& answer = difference.answers[i];
      const Element row = body.Add("tr");
      row.AddForeign("td", "", i == 0 ? PoolAspect(difference.what) : "");
      row.AddForeign("td", "", answer.text);
      AddNames(row.Add("td"), answer, report, anchors);
    }
  }
}

}  // namespace shakedown::report::html
