// OpenSSL and the programs built on it.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

using attempt::KeyType;

ClientProfile OnOpenSsl() {
  ClientProfile profile;
  profile.engine = "openssl";
  profile.multiple_identities =
      "tls12: the key loaded last is the only candidate; tls13: first shared scheme for which any "
      "loaded key fits (peer order does not matter, own order puts ECDSA first)";
  profile.filters_by_sigalgs_cert = CertSchemeFilter::kLeafSignature;
  profile.sends_chain = ChainRule::kConfiguredElseBuilt;
  profile.post_handshake_auth = LateRequest::kOptIn;
  profile.renegotiation = LateRequest::kYes;
  profile.quirks = {
      "CA names and TLS 1.2 certificate_types are read but never used unless "
      "SSL_CERT_FLAG_TLS_STRICT is set",
      "auto-built chain can include a root found in the trust store",
      "a chain certificate below the security level makes loading or sending fail instead of being "
      "skipped"};
  profile.sources = {
      "openssl/openssl ssl/statem/statem_clnt.c tls_prepare_client_certificate, "
      "ssl3_check_client_certificate (read in 3.5.7 and 3.0.22)",
      "openssl/openssl ssl/t1_lib.c tls_choose_sigalg, find_sig_alg, check_cert_usable, "
      "tls1_check_chain",
      "openssl/openssl ssl/statem/statem_lib.c ssl_add_cert_chain"};
  return profile;
}

ClientProfile OpenSslLibrary() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "openssl-lib";
  profile.name = "OpenSSL library client, identity from file";
  profile.versions_checked = "OpenSSL 3.0.22 run; 3.0.22 and 3.5.7 read";
  profile.verified = ProfileEvidence::kMeasured;
  Append(profile.quirks,
         {"post_handshake_auth is offered only after SSL_CTX_set_post_handshake_auth"});
  profile.post_handshake_option = {"SSL_CTX_set_post_handshake_auth", false};
  return profile;
}

ClientProfile OpenSslStrict() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "openssl-lib-strict";
  profile.name = "OpenSSL library client with SSL_CERT_FLAG_TLS_STRICT";
  profile.versions_checked = "OpenSSL 3.0.22 run; 3.5.7 read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kConfiguredChain;
  profile.name_comparison = NameComparison::kNormalised;
  profile.filters_by_key_type = TypeFilter::kEnforced;
  profile.filters_by_sigalgs = SchemeFilter::kLeafKeyAndChainSignatures;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  Append(profile.quirks,
         {"TLS 1.3 has no certificate_types, so the strict check can never be satisfied for RSA "
          "and EC keys: they are never sent in TLS 1.3 (seen); Ed25519 is"});
  profile.exceptions = {{.step = ExceptionStep::kKey,
                         .when = {.version = tls::Version::kTls13,
                                  .keys = {KeyType::kRsa, KeyType::kEc},
                                  .key_scheme_offered = true},
                         .outcome = ExceptionOutcome::kEmptyCertificate,
                         .because = "its strict check wants a certificate_types entry, which TLS "
                                    "1.3 does not have: RSA and EC certificates never pass it",
                         .cause = "client.withheld"}};
  return profile;
}

ClientProfile OpenSslClientTool() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "openssl-s_client";
  profile.name = "openssl s_client";
  profile.versions_checked = "OpenSSL 3.0.22 run; 3.0.22 and 3.5.7 read";
  profile.verified = ProfileEvidence::kMeasured;
  Append(profile.quirks, {"-cert loads one certificate only; intermediates need -cert_chain, or a "
                          "CAfile that lets the chain be auto-built",
                          "PHA needs -enable_pha"});
  profile.loads_leaf_only = true;
  profile.post_handshake_option = {"-enable_pha", true};
  return profile;
}

ClientProfile CurlOpenSsl() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "curl-openssl";
  profile.name = "curl / libcurl with OpenSSL";
  profile.versions_checked = "curl 7.88.1 + OpenSSL 3.0.22 run; libcurl 8.22-dev read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.post_handshake_auth = LateRequest::kYes;
  Append(profile.sources, {"curl/curl lib/vtls/openssl.c client_cert, ossl_init_ssl area that "
                           "enables post-handshake auth"});
  return profile;
}

ClientProfile PythonSsl() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "python-ssl";
  profile.name = "Python ssl module (aiohttp, plain urllib)";
  profile.versions_checked = "Python 3.11.2 + OpenSSL 3.0.22 run";
  profile.verified = ProfileEvidence::kMeasured;
  Append(profile.quirks, {"SSLContext.post_handshake_auth defaults to False"});
  profile.post_handshake_option = {"SSLContext.post_handshake_auth", false};
  return profile;
}

ClientProfile PythonRequests() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "python-requests";
  profile.name = "Python requests / urllib3";
  profile.versions_checked = "requests 2.34.2, urllib3 2.7.0 run";
  profile.verified = ProfileEvidence::kMeasured;
  profile.post_handshake_auth = LateRequest::kYes;
  Append(profile.sources, {"urllib3/urllib3 src/urllib3/util/ssl_.py create_urllib3_context"});
  return profile;
}

ClientProfile Node() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "node";
  profile.name = "Node.js https/tls";
  profile.versions_checked = "Node 20.20.2 (OpenSSL 3.0.19) run";
  profile.verified = ProfileEvidence::kMeasured;
  profile.post_handshake_auth = LateRequest::kNo;
  return profile;
}

ClientProfile NginxUpstream() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "nginx-upstream";
  profile.name = "nginx as TLS client (proxy_ssl_certificate)";
  profile.versions_checked = "nginx 1.22.1 run; master read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.sends_chain = ChainRule::kAsConfigured;
  profile.post_handshake_auth = LateRequest::kNo;
  Append(profile.quirks,
         {"auto chain building is switched off, so a leaf-only proxy_ssl_certificate goes out "
          "alone even if the issuer is in proxy_ssl_trusted_certificate"});
  Append(profile.sources,
         {"nginx/nginx src/event/ngx_event_openssl.c ngx_ssl_create (SSL_MODE_NO_AUTO_CHAIN)",
          "nginx/nginx src/http/ngx_http_upstream.c ngx_http_upstream_ssl_certificate"});
  return profile;
}

ClientProfile Stunnel() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "stunnel";
  profile.name = "stunnel client mode";
  profile.versions_checked = "stunnel 5.68 run";
  profile.verified = ProfileEvidence::kMeasured;
  profile.post_handshake_auth = LateRequest::kNo;
  return profile;
}

ClientProfile HaproxyBackend() {
  ClientProfile profile = OnOpenSsl();
  profile.id = "haproxy-backend";
  profile.name = "HAProxy server line with crt";
  profile.versions_checked = "HAProxy 2.6.12 run";
  profile.verified = ProfileEvidence::kMeasured;
  profile.sends_chain = ChainRule::kAsConfigured;
  profile.post_handshake_auth = LateRequest::kNo;
  Append(profile.quirks, {"no auto chain from ca-file was seen"});
  return profile;
}

}  // namespace

std::vector<ClientProfile> OpenSslProfiles() {
  return {OpenSslLibrary(), OpenSslStrict(), OpenSslClientTool(), CurlOpenSsl(), PythonSsl(),
          PythonRequests(), Node(),          NginxUpstream(),     Stunnel(),     HaproxyBackend()};
}

}  // namespace shakedown::diagnosis
