// Servers speak dialects: the same alert means one thing from OpenSSL, another from GnuTLS, and
// everything at once from Go or Java. The CertificateRequest and the HTTP headers tell which
// dialect it is.
#pragma once

#include <optional>
#include <string_view>

#include "attempt/trace.h"
#include "diagnosis/ailment.h"

namespace shakedown::diagnosis {

/// The TLS library that wrote a CertificateRequest, as far as its shape shows.
enum class Stack { kUnknown, kOpenSsl, kGo, kGnuTls, kJdk };
/// "OpenSSL", "Go", ...; "unknown".
const char* ToString(Stack stack);

/// The server software, as far as headers and pages show. It decides how fixes are worded.
enum class Product {
  kUnknown,
  kNginx,
  kApache,
  kHaproxy,
  kLighttpd,
  kCaddy,
  kIis,
  kEnvoy,
};
/// "nginx", "Apache httpd", ...; "the server" if unknown.
const char* ToString(Product product);

struct Dialect {
  Stack stack = Stack::kUnknown;
  Product product = Product::kUnknown;
};

/// Recognises the stack by the order of signature algorithms and extensions, which its makers
/// fixed. A request whose lists were configured by hand stays unknown.
Stack StackOf(const tls::CertificateRequest& request);
/// Recognises the software by the Server header and by the titles of its own error pages.
Product ProductOf(const attempt::HttpReply& reply);

/// What a fatal alert, sent in answer to a certificate that was presented, may mean in a dialect.
/// Empty: the alert says nothing about certificates.
AilmentSet ReadAlert(tls::AlertDescription alert, Stack stack);
/// Whether the alert is how the stack answers an empty certificate list.
bool MeansMissingCertificate(tls::AlertDescription alert, Stack stack, tls::Version version);

}  // namespace shakedown::diagnosis
