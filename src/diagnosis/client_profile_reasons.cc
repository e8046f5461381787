#include "diagnosis/client_profile_reasons.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/client_profile_schemes.h"
#include "diagnosis/key_fit.h"
#include "diagnosis/listing.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kIssuersShown = 3;
constexpr size_t kTypesShown = 6;

const char* HowItCompares(NameComparison comparison) {
  switch (comparison) {
    case NameComparison::kRawDer: return "octet by octet";
    case NameComparison::kNormalised: return "whatever their string type, case and blanks";
    case NameComparison::kRenderedString: return "as text, letter case included";
    case NameComparison::kPlatform:
    case NameComparison::kNothing: break;
  }
  return "in a way that its maker has not published";
}

std::string WhatItSees(const ClientProfile& profile) {
  if (profile.filters_by_ca_names == NameFilter::kIssuerOfLeaf) return "the issuer of the leaf";
  return profile.ca_match_walks == NameReach::kPlatformStore
             ? "the issuers of the chain that it finds in its store"
             : "the issuers of the certificates in its file";
}

/// "it compares the issuers ... octet by octet with the listed names ('CN=A')".
std::string Comparison(const ClientProfile& profile, const SituationView& view) {
  return fmt::format("it compares {}, {}, with the listed names ({})", WhatItSees(profile),
                     HowItCompares(profile.name_comparison), ListNames(view.request()));
}

std::string Issuers(const ClientProfile& profile, const SituationView& view) {
  std::vector<std::string> names;
  for (const size_t index : view.Compared(profile)) {
    std::string name = NameText(view.certificate(index).issuer);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kIssuersShown); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kIssuersShown) {
    text += fmt::format(" and {} more", names.size() - kIssuersShown);
  }
  return text;
}

std::string ListTypes(const std::vector<tls::ClientCertificateType>& types) {
  if (types.empty()) return "none";
  std::string text;
  for (size_t i = 0; i < std::min(types.size(), kTypesShown); ++i) {
    text += (i == 0 ? "" : ", ") + tls::Name(types[i]);
  }
  if (types.size() > kTypesShown) text += fmt::format(" and {} more", types.size() - kTypesShown);
  return text;
}

/// What about the list of names lets the certificate pass.
std::string NamesPass(const ClientProfile& profile, const SituationView& view) {
  if (view.request().ca_names.empty()) return "the server lists no CA names";
  if (profile.filters_by_ca_names == NameFilter::kNone) {
    return "it does not compare the listed CA names with anything";
  }
  for (const size_t index : view.Compared(profile)) {
    if (view.hit(index).normalised >= 0) {
      return NameText(view.certificate(index).issuer) + " is among the listed CA names";
    }
  }
  return "its names fit";
}

std::string Certificates(int chain) {
  if (chain <= 1) return "the leaf alone";
  return fmt::format("the leaf and {} more certificate{}", chain - 1, chain == 2 ? "" : "s");
}

}  // namespace

std::string NoNameMatches(const ClientProfile& profile, const SituationView& view) {
  std::string text = fmt::format("{} and does not find {} among them", Comparison(profile, view),
                                 Issuers(profile, view));
  const attempt::CertificateFacts& leaf = view.leaf();
  if (profile.filters_by_ca_names == NameFilter::kAnyInChain &&
      view.Compared(profile).size() == 1 && !leaf.self_issued) {
    text +=
        fmt::format("; it does not have the certificate of {}, which could lead to a listed one",
                    NameText(leaf.issuer));
  }
  return text;
}

std::string OnlyOtherEncoding(const ClientProfile& profile, const SituationView& view,
                              size_t index) {
  const auto listed = static_cast<size_t>(view.hit(index).normalised);
  return fmt::format("{}; the listed {} is the same name as {}, but written in other octets",
                     Comparison(profile, view), NameText(view.request().ca_names[listed]),
                     NameText(view.certificate(index).issuer));
}

std::string LinkOutOfSight(const ClientProfile& profile, const SituationView& view, int hidden) {
  if (hidden < 0) {
    return fmt::format("{}; an intermediate that links them to {} is missing",
                       Comparison(profile, view), Issuers(profile, view));
  }
  const attempt::CertificateFacts& link = view.certificate(static_cast<size_t>(hidden));
  return fmt::format("{}; {} is listed, but it issued {}, which the client does not have there",
                     Comparison(profile, view), NameText(link.issuer), NameText(link.subject));
}

std::string TypeNotListed(const SituationView& view) {
  return fmt::format("the certificate_types of the request ({}) have none for the {} key",
                     ListTypes(view.request().certificate_types), attempt::ToText(view.leaf().key));
}

std::string SchemeNotListed(const SituationView& view) {
  return fmt::format("none of the listed signature algorithms ({}) fits the {} key in {}",
                     ListSchemes(view.request().signature_algorithms),
                     attempt::ToText(view.leaf().key), tls::Name(view.request().version));
}

std::string SignatureNotListed(const SituationView& view, size_t index) {
  const attempt::CertificateFacts& certificate = view.certificate(index);
  const std::string scheme = certificate.signature_scheme ? tls::Name(*certificate.signature_scheme)
                                                          : certificate.signature_algorithm;
  return fmt::format(
      "it wants certificates signed with a listed algorithm ({}), and {} is signed "
      "with {}",
      ListSchemes(CertificateSchemes(view)), NameText(certificate.subject), scheme);
}

std::string KeyKindNotListed(const SituationView& view) {
  return fmt::format(
      "it takes the algorithms for certificates ({}) for a list of key types, and "
      "the {} key is of none of them",
      ListSchemes(view.request().signature_algorithms_cert), attempt::ToText(view.leaf().key));
}

std::string NothingAgainst(const ClientProfile& profile, const SituationView& view, int chain) {
  return fmt::format("{}, and nothing else speaks against {}: {} would go out",
                     NamesPass(profile, view), NameText(view.leaf().subject), Certificates(chain));
}

std::string Consequence(const ClientPrediction& prediction) {
  switch (prediction.action) {
    case ClientAction::kSends: return "";
    case ClientAction::kSendsNone: return "so it sends no certificate";
    case ClientAction::kAsksUser: return "once the user has chosen it";
    case ClientAction::kUnknown: return "";
    case ClientAction::kAborts: break;
  }
  if (!prediction.alert) return "so it closes the connection without an alert";
  return fmt::format("so it aborts with the alert {}", tls::Name(*prediction.alert));
}

std::string AsSentence(const std::string& clause, const ClientPrediction& prediction) {
  std::string text = clause;
  const std::string consequence = Consequence(prediction);
  if (!consequence.empty()) text += ", " + consequence;
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text + '.';
}

}  // namespace shakedown::diagnosis
