// What a probe showed, in one sentence that a reader who did not follow the wire can use.
#include <fmt/format.h>

#include <array>

#include "diagnosis/dialect.h"
#include "diagnosis/listing.h"
#include "diagnosis/probe.h"
#include "diagnosis/verdict.h"

namespace shakedown::diagnosis {
namespace {

/// A probe's outcome at a glance.
struct Seen {
  Verdict verdict;
  std::string observed;
  bool asked = false;
  bool openssl = false;  ///< by the handwriting of the request
  attempt::RequestTime when = attempt::RequestTime::kHandshake;

  bool accepted() const { return verdict.outcome == Outcome::kAccepted; }
  bool refused() const { return verdict.outcome == Outcome::kRefused; }
  bool Alert(tls::AlertDescription description) const {
    return verdict.ending == Ending::kServerAlert && verdict.alert->description == description;
  }
};

Seen LookAtProbe(const attempt::Attempt& attempt) {
  Seen seen;
  seen.verdict = ReadVerdict(attempt);
  seen.observed = ObservedOf(attempt, seen.verdict);
  const auto requests = attempt::CertificateRequests(attempt.trace);
  seen.asked = !requests.empty();
  if (seen.asked) {
    seen.when = requests.back().when;
    seen.openssl = StackOf(*requests.back().request) == Stack::kOpenSsl;
  }
  return seen;
}

std::string WithObserved(std::string_view conclusion, const Seen& seen) {
  return fmt::format("{} ({})", conclusion, seen.observed);
}

std::string NoneAnswer(const Seen& seen) {
  // A bare 403 is the application's word, and need not be about the certificate.
  const bool plain = seen.verdict.page == Page::kForbidden;
  if (seen.refused()) {
    return WithObserved(plain ? "it is refused" : "it is refused: a certificate is required", seen);
  }
  if (!seen.accepted()) return WithObserved("no verdict", seen);
  return WithObserved(seen.asked ? "it gets in: a certificate is optional"
                                 : "it gets in, and nobody asked for a certificate",
                      seen);
}

std::string SelfSignedAnswer(const Seen& seen) {
  if (seen.accepted()) return WithObserved("it gets in: nobody checks", seen);
  if (seen.refused()) return WithObserved("it is refused", seen);
  return WithObserved("no verdict", seen);
}

std::string AnchorAnswer(const Seen& seen) {
  if (seen.Alert(tls::AlertDescription::kDecryptError)) {
    return WithObserved("yes: the server tried the signature of a throw-away below that name",
                        seen);
  }
  if (seen.Alert(tls::AlertDescription::kUnknownCa)) {
    return WithObserved("no, or with another kind of key or without a revocation list", seen);
  }
  if (seen.Alert(tls::AlertDescription::kCertificateExpired)) {
    return WithObserved("a throw-away of today is expired to the server", seen);
  }
  if (seen.openssl && seen.Alert(tls::AlertDescription::kCertificateUnknown)) {
    return WithObserved("yes, but something of the server's own has run out", seen);
  }
  return WithObserved("the answer does not tell", seen);
}

std::string KeyAnswer(const Seen& seen) {
  if (seen.Alert(tls::AlertDescription::kDecryptError)) {
    return WithObserved("yes: the server tried the signature", seen);
  }
  if (seen.Alert(tls::AlertDescription::kUnknownCa)) {
    return WithObserved("no: with that key identifier it knows no such authority", seen);
  }
  return WithObserved("the answer does not tell", seen);
}

std::string DepthAnswer(const Seen& seen) {
  if (seen.Alert(tls::AlertDescription::kDecryptError)) {
    return WithObserved("no: the server got as far as its signatures", seen);
  }
  return WithObserved(
      seen.refused() ? "it is refused before its signatures are tried" : "the answer does not tell",
      seen);
}

std::string RetryAnswer(const Seen& seen) {
  if (seen.accepted()) return WithObserved("it gets in", seen);
  return seen.refused() ? WithObserved("it is refused as well", seen)
                        : WithObserved("no verdict", seen);
}

std::string PathAnswer(const Seen& seen) {
  if (seen.accepted()) return WithObserved("only for the path: '/' is not refused", seen);
  return seen.refused() ? WithObserved("'/' is refused as well", seen)
                        : WithObserved("no verdict", seen);
}

/// For probes that ask whether, and when, the server asks.
std::string AskingAnswer(const Seen& seen) {
  if (seen.verdict.page == Page::kPostHandshake) {
    return WithObserved("it wants a certificate after the request, and says that it cannot ask",
                        seen);
  }
  if (!seen.verdict.server_spoke_tls) {
    return WithObserved("the server does not get as far as its hello", seen);
  }
  if (!seen.asked) return WithObserved("it does not ask for a certificate", seen);
  switch (seen.when) {
    case attempt::RequestTime::kHandshake:
      return WithObserved("it asks for a certificate in the handshake", seen);
    case attempt::RequestTime::kRenegotiation:
      return WithObserved("it asks for a certificate after the request, by renegotiation", seen);
    case attempt::RequestTime::kPostHandshake:
      return WithObserved("it asks for a certificate after the request", seen);
  }
  return seen.observed;
}

struct Reader {
  std::string_view id;
  std::string (*read)(const Seen&);
};

constexpr std::array<Reader, 10> kReaders = {{{"none", NoneAnswer},
                                              {"self-signed", SelfSignedAnswer},
                                              {"trust-anchor", AnchorAnswer},
                                              {"trust-key", KeyAnswer},
                                              {"trust-depth", DepthAnswer},
                                              {"trust-list", DepthAnswer},
                                              {"with-withheld", RetryAnswer},
                                              {"leaf-only", RetryAnswer},
                                              {"as-given", RetryAnswer},
                                              {"other-path", PathAnswer}}};

}  // namespace

std::string Answer(const Probe& probe, const attempt::Attempt& attempt) {
  const Seen seen = LookAtProbe(attempt);
  for (const Reader& reader : kReaders) {
    if (reader.id == probe.id) return reader.read(seen);
  }
  return AskingAnswer(seen);
}

}  // namespace shakedown::diagnosis
