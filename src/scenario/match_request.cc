#include "scenario/match_request.h"

#include <algorithm>
#include <set>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "scenario/match_request_rules.h"
#include "scenario/source_text.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMostListed = 8;
constexpr size_t kMaxNameShown = 120;

using Names = std::vector<tls::DistinguishedName>;

/// "a, b and 3 more"; "nothing" for an empty list.
std::string Listed(const std::vector<std::string>& items) {
  if (items.empty()) return "nothing";
  const size_t shown = std::min(items.size(), kMostListed);
  std::string text = Joined(std::span(items).first(shown), ", ");
  if (shown < items.size()) text += " and " + std::to_string(items.size() - shown) + " more";
  return text;
}

std::string Shown(const tls::DistinguishedName& name) {
  const std::string text = tls::ToText(name);
  return text.empty() ? "(empty name)" : '"' + ElideMiddle(text, kMaxNameShown) + '"';
}

std::vector<std::string> Shown(const Names& names) {
  std::vector<std::string> texts;
  for (const auto& name : names) {
    if (texts.size() > kMostListed) break;
    texts.push_back(Shown(name));
  }
  // The count must be right although not every name is rendered.
  texts.resize(std::max(texts.size(), names.size()));
  return texts;
}

template <typename CodePoint>
std::vector<std::string> CodePointNames(const std::vector<CodePoint>& values) {
  std::vector<std::string> names;
  for (const CodePoint value : values) names.push_back(tls::Name(value));
  return names;
}

std::vector<std::string> Keys(const Names& names) {
  std::vector<std::string> keys;
  for (const auto& name : names) keys.push_back(tls::NormalisedKey(name));
  return keys;
}

/// What is missing and what is too much, as one sentence.
struct Difference {
  std::vector<std::string> missing;
  std::vector<std::string> unwanted;
  std::string other;  ///< a difference of another kind

  bool none() const { return missing.empty() && unwanted.empty() && other.empty(); }

  std::string Text(const std::vector<std::string>& listed) const {
    std::vector<std::string> parts;
    if (!missing.empty()) parts.push_back("missing: " + Listed(missing));
    if (!unwanted.empty()) parts.push_back("not wanted: " + Listed(unwanted));
    if (!other.empty()) parts.push_back(other);
    parts.push_back("listed: " + Listed(listed));
    return Joined(parts, "; ");
  }
};

class RequestMatch {
 public:
  RequestMatch(const RequestExpectation& expected, const attempt::Attempt& attempt,
               std::span<const attempt::Attempt> others, std::string handshake)
      : expected_(expected), attempt_(attempt), others_(others), handshake_(std::move(handshake)) {}

  std::vector<CheckResult> Run() {
    const auto requests = attempt::CertificateRequests(attempt_.trace);
    if (!Presence(requests)) return std::move(results_);
    const attempt::RequestSeen& seen = Chosen(requests);
    if (!expected_.when.empty()) {
      Add(expected_.when == attempt::ToString(seen.when), "CertificateRequest time", expected_.when,
          attempt::ToString(seen.when));
    }
    CaNames(seen.request->ca_names);
    SameNames(*seen.request);
    Algorithms(*seen.request);
    SameAlgorithms(*seen.request);
    Types(*seen.request);
    for (const std::string& rule : expected_.rules) {
      results_.push_back(MatchRequestRule(rule, seen, handshake_));
    }
    Encoding(*seen.message);
    return std::move(results_);
  }

 private:
  void Add(bool met, std::string what, std::string expected, std::string observed) {
    results_.push_back(
        {met, std::move(what), std::move(expected), std::move(observed), handshake_});
  }

  /// Whether there is a request to look at.
  bool Presence(const std::vector<attempt::RequestSeen>& requests) {
    const bool wanted = expected_.present.value_or(true);
    const bool seen = !requests.empty();
    Add(seen == wanted, "CertificateRequest", wanted ? "sent" : "not sent",
        seen ? "sent (" + std::string(attempt::ToString(requests.front().when)) + ")" : "not sent");
    return wanted && seen;
  }

  /// The first request at the expected time, else the first.
  const attempt::RequestSeen& Chosen(const std::vector<attempt::RequestSeen>& requests) const {
    for (const auto& seen : requests) {
      if (expected_.when == attempt::ToString(seen.when)) return seen;
    }
    return requests.front();
  }

  void CaNames(const Names& names) {
    if (expected_.names_empty) {
      const bool wanted = *expected_.names_empty;
      Add(names.empty() == wanted, "CertificateRequest CA names",
          wanted ? "an empty list" : "at least one name",
          names.empty() ? "an empty list" : "listed: " + Listed(Shown(names)));
    }
    if (expected_.ca_names.empty()) return;
    const Difference difference = CompareNames(names);
    Add(difference.none(), "CertificateRequest CA names", WantedNames(),
        difference.Text(Shown(names)));
  }

  std::string WantedNames() const {
    using enum RequestExpectation::NameMatch;
    std::vector<std::string> wanted;
    std::vector<std::string> unwanted;
    for (const CaNameRule& rule : expected_.ca_names) {
      (rule.present ? wanted : unwanted)
          .push_back('"' + ElideMiddle(Printable(rule.dn), kMaxNameShown) + '"');
    }
    std::string text;
    if (!wanted.empty()) {
      if (expected_.name_match == kExact) text = "exactly ";
      if (expected_.name_match == kOrdered) text = "exactly, in this order, ";
      text += Listed(wanted);
    }
    if (!unwanted.empty()) text += (text.empty() ? "not " : "; not ") + Listed(unwanted);
    return text;
  }

  Difference CompareNames(const Names& names) const {
    using enum RequestExpectation::NameMatch;
    const std::vector<std::string> listed = Keys(names);
    const std::set<std::string_view> present(listed.begin(), listed.end());
    std::vector<std::string> wanted;
    Difference difference;
    for (const CaNameRule& rule : expected_.ca_names) {
      const auto name = tls::NameFromText(rule.dn);
      const std::string key = name ? tls::NormalisedKey(*name) : std::string();
      const std::string shown = name ? Shown(*name) : Quoted(rule.dn) + " (not a name)";
      const bool found = name && present.contains(key);
      if (rule.present && !found) difference.missing.push_back(shown);
      if (!rule.present && found) difference.unwanted.push_back(shown);
      if (rule.present) wanted.push_back(key);
    }
    if (expected_.name_match == kContains) return difference;
    const std::set<std::string_view> allowed(wanted.begin(), wanted.end());
    for (size_t i = 0; i < names.size(); ++i) {
      if (!allowed.contains(listed[i])) difference.unwanted.push_back(Shown(names[i]));
    }
    if (expected_.name_match == kOrdered && difference.none() && listed != wanted) {
      difference.other = "the order or the number of times differs";
    }
    return difference;
  }

  /// The request of the handshake called `id`, or null.
  const tls::CertificateRequest* RequestOf(const std::string& id) const {
    for (const attempt::Attempt& other : others_) {
      if (other.purpose != id) continue;
      const auto requests = attempt::CertificateRequests(other.trace);
      return requests.empty() ? nullptr : requests.front().request;
    }
    return nullptr;
  }

  void SameNames(const tls::CertificateRequest& request) {
    if (expected_.same_names_as.empty()) return;
    const tls::CertificateRequest* other = RequestOf(expected_.same_names_as);
    const std::string wanted = "the same as in handshake " + Quoted(expected_.same_names_as);
    if (other == nullptr) {
      return Add(false, "CertificateRequest CA names", wanted, "that handshake saw no request");
    }
    const bool same = Keys(request.ca_names) == Keys(other->ca_names);
    Add(same, "CertificateRequest CA names", wanted,
        same ? "the same"
             : "here: " + Listed(Shown(request.ca_names)) +
                   "; there: " + Listed(Shown(other->ca_names)));
  }

  void SameAlgorithms(const tls::CertificateRequest& request) {
    if (expected_.same_algorithms_as.empty()) return;
    const tls::CertificateRequest* other = RequestOf(expected_.same_algorithms_as);
    const std::string wanted = "the same as in handshake " + Quoted(expected_.same_algorithms_as);
    if (other == nullptr) {
      return Add(false, "CertificateRequest signature algorithms", wanted,
                 "that handshake saw no request");
    }
    const bool same = request.signature_algorithms == other->signature_algorithms;
    Add(same, "CertificateRequest signature algorithms", wanted,
        same ? "the same"
             : "here: " + Listed(CodePointNames(request.signature_algorithms)) +
                   "; there: " + Listed(CodePointNames(other->signature_algorithms)));
  }

  void Algorithms(const tls::CertificateRequest& request) {
    CodePoints("CertificateRequest signature algorithms", expected_.signature_algorithms,
               request.signature_algorithms, tls::SignatureSchemeFromName);
  }

  void Types(const tls::CertificateRequest& request) {
    // TLS 1.3 has no certificate_types (RFC 9846 section 4.4.2).
    if (request.version >= tls::Version::kTls13) return;
    CodePoints("CertificateRequest certificate types", expected_.certificate_types,
               request.certificate_types, tls::ClientCertificateTypeFromName);
  }

  template <typename CodePoint, typename FromName>
  void CodePoints(const char* what, const std::vector<RequestExpectation::CodePointRule>& rules,
                  const std::vector<CodePoint>& listed, FromName from_name) {
    if (rules.empty()) return;
    Difference difference;
    std::vector<std::string> wanted;
    for (const auto& rule : rules) {
      const auto value = from_name(rule.name);
      const bool found = value && std::find(listed.begin(), listed.end(), *value) != listed.end();
      const std::string shown = Printable(rule.name);
      if (rule.present && !found) difference.missing.push_back(shown);
      if (!rule.present && found) difference.unwanted.push_back(shown);
      wanted.push_back(rule.present ? shown : "not " + shown);
    }
    Add(difference.none(), what, Listed(wanted), difference.Text(CodePointNames(listed)));
  }

  void Encoding(const attempt::Message& message) {
    if (!expected_.well_formed) return;
    std::vector<std::string> defects;
    for (const DecodeError& error : message.errors) defects.push_back(error.Text());
    Add(defects.empty(), "CertificateRequest encoding", "as the RFC says",
        defects.empty() ? "as the RFC says" : Listed(defects));
  }

  const RequestExpectation& expected_;
  const attempt::Attempt& attempt_;
  std::span<const attempt::Attempt> others_;
  std::string handshake_;
  std::vector<CheckResult> results_;
};

}  // namespace

std::vector<CheckResult> MatchRequest(const RequestExpectation& expected,
                                      const attempt::Attempt& attempt,
                                      std::span<const attempt::Attempt> others,
                                      const std::string& handshake) {
  return RequestMatch(expected, attempt, others, handshake).Run();
}

}  // namespace shakedown::scenario
