#include "scenario/problems.h"

#include <algorithm>

#include "core/text.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMaxErrors = 100;
constexpr size_t kMostNamesListed = 12;

}  // namespace

void Problems::Add(size_t offset, std::string message, std::string hint) {
  if (full_) return;
  if (errors_.size() == kMaxErrors) {
    full_ = true;
    message = "more than " + std::to_string(kMaxErrors) + " defects; the rest is not shown";
    hint.clear();
  }
  errors_.push_back(Error(ErrorCode::kSuite, std::move(message))
                        .WithHint(std::move(hint))
                        .At(source_.At(offset)));
}

void Problems::AddValue(const XmlAttribute& attribute, const ValueProblem& problem) {
  const size_t into = attribute.verbatim ? problem.at : 0;
  Add(attribute.value_offset + into, "attribute " + Quoted(attribute.name) + ": " + problem.message,
      problem.hint);
}

std::vector<Error> Problems::Take() {
  const auto last = full_ ? errors_.end() - 1 : errors_.end();
  std::stable_sort(errors_.begin(), last, [](const Error& a, const Error& b) {
    const auto place = [](const Error& e) {
      return std::pair(e.position().line, e.position().column);
    };
    return place(a) < place(b);
  });
  return std::exchange(errors_, {});
}

std::string Suggestion(std::string_view name, std::span<const std::string_view> known) {
  const std::string_view nearest = NearestName(name, known);
  if (!nearest.empty()) return "did you mean '" + std::string(nearest) + "'?";
  if (known.empty() || known.size() > kMostNamesListed) return {};
  return "known here: " + Joined(std::vector<std::string>(known.begin(), known.end()), ", ");
}

}  // namespace shakedown::scenario
