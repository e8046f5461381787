#include "diagnosis/advice.h"

#include <fmt/format.h>

namespace shakedown::diagnosis {

std::string TrustAdvice(Product product, const std::string& authority) {
  switch (product) {
    case Product::kNginx:
      return fmt::format(
          "on nginx, if {} is to be accepted: add its CA certificate to the file of "
          "ssl_client_certificate and reload",
          authority);
    case Product::kApache:
      return fmt::format(
          "on Apache httpd, if {} is to be accepted: add its CA certificate to "
          "SSLCACertificateFile and reload",
          authority);
    case Product::kHaproxy:
      return fmt::format(
          "on HAProxy, if {} is to be accepted: add its CA certificate to the ca-file of the bind "
          "line and reload",
          authority);
    case Product::kLighttpd:
      return fmt::format(
          "on lighttpd, if {} is to be accepted: add its CA certificate to "
          "ssl.verifyclient.ca-file and restart",
          authority);
    default:
      return fmt::format(
          "on the server, if {} is to be accepted: add its CA certificate to the file of trusted "
          "client authorities",
          authority);
  }
}

std::string DepthAdvice(Product product, int intermediates) {
  switch (product) {
    case Product::kNginx:
      return fmt::format("on nginx: set ssl_verify_depth to at least {} (default 1) and reload",
                         intermediates);
    case Product::kApache:
      return fmt::format(
          "on Apache httpd: set SSLVerifyDepth to at least {} (default 1; Apache counts the root "
          "as well) and reload",
          intermediates + 1);
    case Product::kLighttpd:
      return fmt::format("on lighttpd: set ssl.verifyclient.depth to at least {} and restart",
                         intermediates + 1);
    default:
      return fmt::format(
          "on the server: let client certificate chains have {} intermediate(s) "
          "(nginx: ssl_verify_depth {}; Apache httpd: SSLVerifyDepth {})",
          intermediates, intermediates, intermediates + 1);
  }
}

std::string RevocationAdvice(Product product) {
  switch (product) {
    case Product::kNginx:
      return "on nginx: renew the file of ssl_crl so that it holds a current list of every "
             "authority "
             "in the chain, and reload";
    case Product::kApache:
      return "on Apache httpd: renew SSLCARevocationFile so that it holds a current list of every "
             "authority in the chain, and reload";
    case Product::kHaproxy:
      return "on HAProxy: renew the crl-file of the bind line so that it holds a current list of "
             "every authority in the chain, and reload";
    default:
      return "on the server: renew the revocation lists so that there is a current one of every "
             "authority in the chain";
  }
}

std::string AskAdvice(Product product, const std::string& host) {
  const std::string place = host.empty() ? "" : " for '" + host + "'";
  switch (product) {
    case Product::kNginx:
      return fmt::format(
          "on nginx: set ssl_verify_client on and ssl_client_certificate in the server block{}, "
          "and reload",
          place);
    case Product::kApache:
      return fmt::format(
          "on Apache httpd: set SSLVerifyClient require and SSLCACertificateFile in the "
          "VirtualHost{}, and reload",
          place);
    case Product::kHaproxy:
      return fmt::format("on HAProxy: add 'ca-file FILE verify required' to the bind line{}",
                         place);
    case Product::kCaddy:
      return fmt::format(
          "on Caddy: add client_auth with mode require_and_verify to the site's tls "
          "block{}",
          place);
    default:
      return fmt::format("on the server: require client certificates in the first handshake{}",
                         place);
  }
}

std::string LogAdvice(Product product) {
  switch (product) {
    case Product::kNginx:
      return "read nginx's error log at level info: it names the verification error that the page "
             "hides";
    case Product::kApache:
      return "read Apache's error log with LogLevel ssl:info: it names the verification error";
    case Product::kHaproxy:
      return "log the HAProxy variables ssl_c_err and ssl_c_ca_err: they hold the verification "
             "error";
    default: return "read the server's log: it has the reason that the client is not told";
  }
}

}  // namespace shakedown::diagnosis
