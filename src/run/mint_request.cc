#include "run/mint_request.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace shakedown::run {
namespace {

using scenario::IdentityModel;

Error BadAttribute(const IdentityModel& model, std::string_view attribute,
                   const std::string& value) {
  return Error(ErrorCode::kSuite, "identity '" + model.id + "': " + std::string(attribute) + "='" +
                                      value + "' is not known")
      .WithHint("`shakedown mint --help` and docs/scenario-format.md list what can be minted")
      .At(model.position);
}

Result<std::optional<Milliseconds>> Offset(const IdentityModel& model, std::string_view attribute,
                                           const std::string& text) {
  if (text.empty()) return std::optional<Milliseconds>();
  const std::optional<Milliseconds> duration = ParseDuration(text);
  if (!duration) return BadAttribute(model, attribute, text);
  return duration;
}

std::optional<int> SmallNumber(const std::string& text) {
  constexpr int kMost = 16;
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || stopped != end || value < 0 || value > kMost) return std::nullopt;
  return value;
}

}  // namespace

Result<pki::MintRequest> ToMintRequest(const IdentityModel& model) {
  pki::MintRequest request;
  request.name = model.id;
  request.common_name = model.common_name;
  request.subject = model.subject;
  request.serial = model.serial;
  request.issuer_name = model.issuer_name;
  auto names = attempt::ParseAlternativeNames(model.alternative_names);
  if (!names) return BadAttribute(model, "alternative-names", model.alternative_names);
  request.alternative_names = std::move(*names);
  const std::optional<pki::Flaw> flaw = pki::FlawFromName(model.mint);
  if (!flaw) return BadAttribute(model, "mint", model.mint);
  request.flaw = *flaw;
  if (!model.defect.empty()) {
    const std::optional<pki::Defect> defect = pki::DefectFromName(model.defect);
    if (!defect) return BadAttribute(model, "defect", model.defect);
    request.defect = *defect;
  }
  if (!model.key_kind.empty()) {
    const std::optional<pki::KeyKind> kind = pki::KeyKindFromName(model.key_kind);
    if (!kind) return BadAttribute(model, "key-kind", model.key_kind);
    request.key = *kind;
  }
  if (!model.intermediates.empty()) {
    const std::optional<int> count = SmallNumber(model.intermediates);
    if (!count) return BadAttribute(model, "intermediates", model.intermediates);
    request.intermediates = *count;
  }
  Result<std::optional<Milliseconds>> from = Offset(model, "not-before", model.not_before);
  Result<std::optional<Milliseconds>> until = Offset(model, "not-after", model.not_after);
  if (!from) return std::move(from).error();
  if (!until) return std::move(until).error();
  request.not_before = *from;
  request.not_after = *until;
  return request;
}

}  // namespace shakedown::run
