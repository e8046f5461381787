#include "observe/annotation.h"

#include <fmt/format.h>

#include <algorithm>

namespace shakedown::observe {
namespace {

/// Vectors inside vectors: no message has more.
constexpr int kMaxDepth = 40;

}  // namespace

void Annotator::Add(size_t octets, std::string text, bool wrong) {
  out_->push_back({offset_, octets, std::min(depth_, kMaxDepth), std::move(text), wrong});
  octets_ = octets_.subspan(octets);
  offset_ += octets;
}

void Annotator::Remark(std::string text, bool wrong) { Add(0, std::move(text), wrong); }

std::optional<uint32_t> Annotator::Number(size_t octets, std::string_view label,
                                          const std::function<std::string(uint32_t)>& describe) {
  if (octets_.size() < octets) {
    Add(octets_.size(), fmt::format("{}: cut off", label), true);
    return std::nullopt;
  }
  uint32_t value = 0;
  for (size_t i = 0; i < octets; ++i) value = value << 8 | octets_[i];
  Add(octets, describe ? fmt::format("{}: {}", label, describe(value))
                       : fmt::format("{}: {}", label, value));
  return value;
}

bool Annotator::Octets(size_t octets, std::string_view text) {
  if (octets_.size() < octets) {
    Add(octets_.size(), fmt::format("{}: cut off ({} of {} octets)", text, octets_.size(), octets),
        true);
    return false;
  }
  if (octets > 0) Add(octets, std::string(text));
  return true;
}

Annotator Annotator::Part(size_t octets) {
  const size_t count = std::min(octets, octets_.size());
  Annotator part(octets_.first(count), out_, offset_, depth_ + 1);
  octets_ = octets_.subspan(count);
  offset_ += count;
  return part;
}

Annotator Annotator::Vector(size_t prefix, std::string_view label) {
  const auto length =
      Number(prefix, label, [](uint32_t value) { return fmt::format("{} octets", value); });
  if (!length) return Part(0);
  if (*length > octets_.size()) {
    Remark(fmt::format("only {} octets are left", octets_.size()), true);
  }
  return Part(*length);
}

void Annotator::Rest(std::string_view text) {
  if (!octets_.empty()) Add(octets_.size(), std::string(text));
}

void Annotator::End() {
  if (!octets_.empty()) {
    Add(octets_.size(), fmt::format("{} octets too many", octets_.size()), true);
  }
}

}  // namespace shakedown::observe
