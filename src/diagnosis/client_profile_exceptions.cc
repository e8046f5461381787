#include "diagnosis/client_profile_exceptions.h"

#include <algorithm>

#include "diagnosis/client_profile_schemes.h"

namespace shakedown::diagnosis {
namespace {

/// Takes the number in front of the next dot; 0 if there is none.
int TakePart(std::string_view& text) {
  constexpr int kLargest = 1'000'000;
  const size_t dot = text.find('.');
  int number = 0;
  for (const char c : text.substr(0, dot)) {
    if (c < '0' || c > '9') break;
    number = std::min(number * 10 + (c - '0'), kLargest);
  }
  text = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  return number;
}

bool RequestConditionsHold(const ExceptionWhen& when, const ClientProfile& profile,
                           const SituationView& view) {
  const tls::CertificateRequest& request = view.request();
  if (when.version && (*when.version >= tls::Version::kTls13) != view.tls13()) return false;
  const std::string_view own = view.situation().client_version;
  if (!when.versions_below.empty() && !own.empty() && !VersionBelow(own, when.versions_below)) {
    return false;
  }
  if (when.ca_list_empty && *when.ca_list_empty != request.ca_names.empty()) return false;
  if (!when.no_scheme_of_prefix.empty() && SchemeOfPrefixOffered(when.no_scheme_of_prefix, view)) {
    return false;
  }
  if (when.several_identities && view.situation().identities < 2) return false;
  return !when.no_supported_scheme || !SupportsAnyScheme(profile, view);
}

bool TypesHold(TypesCondition condition, const SituationView& view) {
  switch (condition) {
    case TypesCondition::kAny: return true;
    case TypesCondition::kEmpty: return view.request().certificate_types.empty();
    case TypesCondition::kNoKnownType: return !AnyKnownTypeListed(view);
    case TypesCondition::kKeyListed: return view.has_leaf() && KeyTypeListed(view) == true;
    case TypesCondition::kKeyNotListed: return view.has_leaf() && KeyTypeListed(view) == false;
  }
  return false;
}

bool NeedsLeaf(const ExceptionWhen& when) {
  return !when.keys.empty() || when.leaf_without_digital_signature || when.curve_scheme_offered ||
         when.other_ecdsa_scheme_offered || when.key_scheme_offered;
}

bool LeafConditionsHold(const ExceptionWhen& when, const ClientProfile& profile,
                        const SituationView& view) {
  if (!NeedsLeaf(when)) return true;
  if (!view.has_leaf()) return false;
  const attempt::CertificateFacts& leaf = view.leaf();
  if (!when.keys.empty() &&
      std::find(when.keys.begin(), when.keys.end(), leaf.key.type) == when.keys.end()) {
    return false;
  }
  if (when.leaf_without_digital_signature &&
      (!leaf.key_usage || leaf.key_usage->digital_signature)) {
    return false;
  }
  if (when.curve_scheme_offered && *when.curve_scheme_offered != CurveSchemeOffered(view)) {
    return false;
  }
  if (when.other_ecdsa_scheme_offered &&
      *when.other_ecdsa_scheme_offered != OtherEcdsaSchemeOffered(view)) {
    return false;
  }
  return !when.key_scheme_offered || KeySchemeOffered(profile, view) == when.key_scheme_offered;
}

}  // namespace

bool VersionBelow(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const int left = TakePart(a);
    const int right = TakePart(b);
    if (left != right) return left < right;
  }
  return false;
}

bool Applies(const ExceptionWhen& when, const ClientProfile& profile, const SituationView& view) {
  return RequestConditionsHold(when, profile, view) && TypesHold(when.types, view) &&
         LeafConditionsHold(when, profile, view);
}

const RuleException* FindException(ExceptionStep step, const ClientProfile& profile,
                                   const SituationView& view) {
  const auto found = std::find_if(
      profile.exceptions.begin(), profile.exceptions.end(), [&](const RuleException& exception) {
        return exception.step == step && Applies(exception.when, profile, view);
      });
  return found == profile.exceptions.end() ? nullptr : &*found;
}

}  // namespace shakedown::diagnosis
