#include "diagnosis/listing.h"

#include <algorithm>

#include "core/text.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kNamesShown = 5;
constexpr size_t kNameLimit = 90;

}  // namespace

Listing CompareWithList(std::span<const attempt::CertificateFacts> chain,
                        const tls::CertificateRequest* request) {
  Listing listing;
  if (request == nullptr || request->ca_names.empty()) return listing;
  const auto& names = request->ca_names;
  listing.names = names.size();
  listing.match = Listing::Match::kNotListed;
  const auto note = [&listing](Listing::Match match, size_t chain_index, size_t listed_index) {
    listing.match = match;
    listing.chain_index = static_cast<int>(chain_index);
    listing.listed_index = static_cast<int>(listed_index);
  };
  for (size_t i = 0; i < chain.size(); ++i) {
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& name) {
      return tls::SameBytes(name, chain[i].issuer);
    });
    if (found != names.end()) {
      note(Listing::Match::kListed, i, static_cast<size_t>(found - names.begin()));
      return listing;
    }
  }
  // A list can be long and hostile: every name is normalised once, not once per certificate.
  std::vector<std::string> issuers;
  for (const auto& certificate : chain) issuers.push_back(tls::NormalisedKey(certificate.issuer));
  for (size_t n = 0; n < names.size(); ++n) {
    if (names[n].empty()) continue;
    const auto found = std::find(issuers.begin(), issuers.end(), tls::NormalisedKey(names[n]));
    if (found == issuers.end()) continue;
    note(Listing::Match::kSameName, static_cast<size_t>(found - issuers.begin()), n);
    return listing;
  }
  return listing;
}

std::string NameText(const tls::DistinguishedName& name) {
  const std::string text = tls::ToText(name);
  return text.empty() ? "(empty name)" : "'" + ElideMiddle(text, kNameLimit) + "'";
}

std::string ListNames(const tls::CertificateRequest& request) {
  const auto& names = request.ca_names;
  if (names.empty()) return "(no names)";
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) {
    text += (i == 0 ? "" : ", ") + NameText(names[i]);
  }
  if (names.size() > kNamesShown) {
    text += " and " + std::to_string(names.size() - kNamesShown) + " more";
  }
  return text;
}

}  // namespace shakedown::diagnosis
