#include "diagnosis/dialect.h"

#include <algorithm>
#include <array>

#include "attempt/trace_view.h"
#include "core/text.h"

namespace shakedown::diagnosis {
namespace {

using tls::AlertDescription;
using tls::SignatureScheme;

constexpr auto kRsaPkcs1Sha256 = static_cast<SignatureScheme>(0x0401);
constexpr auto kEcdsaP256 = static_cast<SignatureScheme>(0x0403);
constexpr auto kRsaPssRsaeSha256 = static_cast<SignatureScheme>(0x0804);
constexpr auto kRsaPssPssSha256 = static_cast<SignatureScheme>(0x0809);

/// Chain building failed: OpenSSL and others have one code for all of these.
constexpr AilmentSet kNoPath{Ailment::kUnknownIssuer,      Ailment::kImpostor,
                             Ailment::kSelfSigned,         Ailment::kMissingIntermediate,
                             Ailment::kMisconfiguredTrust, Ailment::kTooDeep,
                             Ailment::kRevocationUnknown};
constexpr AilmentSet kAnything = AilmentSet::All().Without({Ailment::kProof});

/// Position of `scheme` in the list, or the list's size.
size_t PositionOf(SignatureScheme scheme, const std::vector<SignatureScheme>& list) {
  return static_cast<size_t>(std::find(list.begin(), list.end(), scheme) - list.begin());
}

AilmentSet ReadOpenSsl(AlertDescription alert) {
  switch (alert) {
    case AlertDescription::kUnknownCa: return kNoPath;
    case AlertDescription::kCertificateExpired:
      return {Ailment::kExpired, Ailment::kRevocationUnknown};
    case AlertDescription::kBadCertificate:
      return {Ailment::kNotYetValid, Ailment::kWeak, Ailment::kPolicy, Ailment::kShape};
    case AlertDescription::kUnsupportedCertificate: return {Ailment::kWrongPurpose};
    // Apache says so when its revocation list is stale.
    case AlertDescription::kCertificateUnknown:
      return {Ailment::kRevocationUnknown, Ailment::kPolicy, Ailment::kShape};
    case AlertDescription::kDecryptError: return {Ailment::kProof, Ailment::kImpostor};
    case AlertDescription::kDecodeError: return {Ailment::kShape};
    // Apache's own depth check has no better word.
    case AlertDescription::kInternalError: return {Ailment::kTooDeep};
    case AlertDescription::kHandshakeFailure:
    case AlertDescription::kAccessDenied: return {Ailment::kPolicy};
    default: return {};
  }
}

AilmentSet ReadGo(AlertDescription alert) {
  switch (alert) {
    case AlertDescription::kBadCertificate: return kAnything;
    // Releases since 1.21 tell these two apart from the rest.
    case AlertDescription::kUnknownCa:
      return kNoPath.Without({Ailment::kTooDeep, Ailment::kRevocationUnknown});
    case AlertDescription::kCertificateExpired: return {Ailment::kExpired, Ailment::kNotYetValid};
    case AlertDescription::kUnsupportedCertificate: return {Ailment::kWrongPurpose};
    case AlertDescription::kDecryptError: return {Ailment::kProof};
    default: return {};
  }
}

AilmentSet ReadJdk(AlertDescription alert) {
  switch (alert) {
    case AlertDescription::kCertificateUnknown: return kAnything;
    case AlertDescription::kCertificateExpired: return {Ailment::kExpired};
    case AlertDescription::kHandshakeFailure:
    case AlertDescription::kDecryptError: return {Ailment::kProof};
    case AlertDescription::kBadCertificate: return {Ailment::kShape};
    default: return {};
  }
}

AilmentSet ReadGnuTls(AlertDescription alert) {
  switch (alert) {
    case AlertDescription::kAccessDenied: return kAnything;
    // A key usage without digitalSignature ends here as an internal error.
    case AlertDescription::kInternalError: return {Ailment::kWrongPurpose};
    case AlertDescription::kDecryptError: return {Ailment::kProof};
    default: return {};
  }
}

/// A server nobody recognised: every reading that some stack has.
AilmentSet ReadUnknown(AlertDescription alert) {
  switch (alert) {
    case AlertDescription::kUnknownCa: return kNoPath;
    case AlertDescription::kCertificateExpired:
      return {Ailment::kExpired, Ailment::kNotYetValid, Ailment::kRevocationUnknown};
    case AlertDescription::kUnsupportedCertificate:
      return {Ailment::kWrongPurpose, Ailment::kShape};
    case AlertDescription::kDecryptError: return {Ailment::kProof, Ailment::kImpostor};
    case AlertDescription::kDecodeError: return {Ailment::kShape};
    case AlertDescription::kBadCertificate:
    case AlertDescription::kCertificateUnknown:
    case AlertDescription::kAccessDenied: return kAnything;
    case AlertDescription::kHandshakeFailure:
    case AlertDescription::kInternalError: return AilmentSet::All();
    default: return {};
  }
}

bool Contains(std::string_view text, std::string_view part) {
  return ToLowerAscii(text).find(part) != std::string::npos;
}

}  // namespace

const char* ToString(Stack stack) {
  switch (stack) {
    case Stack::kUnknown: return "unknown";
    case Stack::kOpenSsl: return "OpenSSL";
    case Stack::kGo: return "Go";
    case Stack::kGnuTls: return "GnuTLS";
    case Stack::kJdk: return "Java";
  }
  return "unknown";
}

const char* ToString(Product product) {
  switch (product) {
    case Product::kUnknown: return "the server";
    case Product::kNginx: return "nginx";
    case Product::kApache: return "Apache httpd";
    case Product::kHaproxy: return "HAProxy";
    case Product::kLighttpd: return "lighttpd";
    case Product::kCaddy: return "Caddy";
    case Product::kIis: return "IIS";
    case Product::kEnvoy: return "Envoy";
  }
  return "the server";
}

Stack StackOf(const tls::CertificateRequest& request) {
  const std::vector<SignatureScheme>& list = request.signature_algorithms;
  // Too short to be a default: somebody configured it.
  if (list.size() < 8) return Stack::kUnknown;
  const size_t pkcs1 = PositionOf(kRsaPkcs1Sha256, list);
  const size_t ecdsa = PositionOf(kEcdsaP256, list);
  const size_t rsae = PositionOf(kRsaPssRsaeSha256, list);
  const size_t pss = PositionOf(kRsaPssPssSha256, list);
  if (pkcs1 == 0 && pss < list.size()) return Stack::kGnuTls;
  if (rsae == 0 && ecdsa == 1 && pss == list.size()) return Stack::kGo;
  if (pss == list.size() || rsae == list.size() || ecdsa > std::min(pss, rsae)) {
    return Stack::kUnknown;
  }
  return pss < rsae ? Stack::kOpenSsl : Stack::kJdk;
}

Product ProductOf(const attempt::HttpReply& reply) {
  struct Mark {
    std::string_view text;
    Product product;
  };
  static constexpr std::array<Mark, 9> kMarks{{{"nginx", Product::kNginx},
                                               {"openresty", Product::kNginx},
                                               {"tengine", Product::kNginx},
                                               {"apache", Product::kApache},
                                               {"haproxy", Product::kHaproxy},
                                               {"lighttpd", Product::kLighttpd},
                                               {"caddy", Product::kCaddy},
                                               {"microsoft-iis", Product::kIis},
                                               {"envoy", Product::kEnvoy}}};
  const std::string_view server = attempt::Header(reply, "Server");
  for (const Mark& mark : kMarks) {
    if (Contains(server, mark.text)) return mark.product;
  }
  if (Contains(reply.title, "no required ssl certificate was sent") ||
      Contains(reply.title, "the ssl certificate error")) {
    return Product::kNginx;
  }
  return Product::kUnknown;
}

AilmentSet ReadAlert(AlertDescription alert, Stack stack) {
  // This code has one meaning in every stack that uses it.
  if (alert == AlertDescription::kCertificateRevoked) return {Ailment::kRevoked};
  switch (stack) {
    case Stack::kOpenSsl: return ReadOpenSsl(alert);
    case Stack::kGo: return ReadGo(alert);
    case Stack::kJdk: return ReadJdk(alert);
    case Stack::kGnuTls: return ReadGnuTls(alert);
    case Stack::kUnknown: break;
  }
  return ReadUnknown(alert);
}

bool MeansMissingCertificate(AlertDescription alert, Stack stack, tls::Version version) {
  switch (alert) {
    case AlertDescription::kCertificateRequired:
    case AlertDescription::kNoCertificate: return true;
    case AlertDescription::kHandshakeFailure: return version <= tls::Version::kTls12;
    case AlertDescription::kBadCertificate: return stack != Stack::kOpenSsl;
    case AlertDescription::kDecodeError:
      return stack == Stack::kGnuTls && version <= tls::Version::kTls12;
    default: return false;
  }
}

}  // namespace shakedown::diagnosis
