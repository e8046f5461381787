#include "scenario/presented.h"

#include <charconv>

#include "core/text.h"
#include "scenario/value.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMostTimes = 1000;
constexpr size_t kMostCertificates = 100;

/// A decimal number from 1 to `most`.
std::optional<size_t> Number(std::string_view text, size_t most) {
  size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || stopped != end || number == 0 || number > most) return std::nullopt;
  return number;
}

std::optional<PresentedPart> ParsePart(std::string_view word) {
  PresentedPart part;
  if (const size_t colon = word.find(':'); colon != std::string_view::npos) {
    part.identity = word.substr(0, colon);
    if (!IsSlug(part.identity)) return std::nullopt;
    word.remove_prefix(colon + 1);
  }
  if (const size_t star = word.find('*'); star != std::string_view::npos) {
    const auto times = Number(word.substr(star + 1), kMostTimes);
    if (!times) return std::nullopt;
    part.times = *times;
    word = word.substr(0, star);
  }
  if (word == "leaf") {
    part.kind = PresentedPart::Kind::kLeaf;
  } else if (word == "chain") {
    part.kind = PresentedPart::Kind::kChain;
  } else if (word == "root") {
    part.kind = PresentedPart::Kind::kRoot;
  } else if (const auto number = Number(word, kMostCertificates)) {
    part.kind = PresentedPart::Kind::kNumber;
    part.number = *number;
  } else {
    return std::nullopt;
  }
  return part;
}

}  // namespace

std::optional<std::vector<PresentedPart>> ParsePresented(std::string_view text) {
  std::vector<PresentedPart> parts;
  const auto words = Words(text);
  if (words.empty()) return std::nullopt;
  if (words.size() == 1 && words.front() == "nothing") return parts;
  for (const std::string_view word : words) {
    auto part = ParsePart(word);
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
  }
  return parts;
}

}  // namespace shakedown::scenario
