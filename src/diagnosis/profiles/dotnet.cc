// .NET, whose rules differ by class and platform.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

ClientProfile DotnetHttpclient() {
  ClientProfile profile;
  profile.id = "dotnet-httpclient";
  profile.name = ".NET HttpClientHandler.ClientCertificates";
  profile.engine = "platform";
  profile.versions_checked = "read only";
  profile.verified = ProfileEvidence::kSource;
  profile.multiple_identities =
      "first one with a private key, clientAuth EKU or none, digitalSignature or no key usage";
  profile.filters_by_eku = true;
  profile.filters_by_key_usage = true;
  profile.sends_chain = ChainRule::kPlatform;
  profile.on_no_sigalg = NoScheme::kPlatform;
  profile.renegotiation = LateRequest::kUnknown;
  profile.quirks = {
      "issuer list is passed to the internal callback but not looked at",
      "ClientCertificateOption.Automatic does the same search in the CurrentUser MY store"};
  profile.sources = {
      "dotnet/runtime src/libraries/Common/src/System/Net/Security/CertificateHelper.cs",
      "dotnet/runtime src/libraries/System.Net.Http/src/System/Net/Http/HttpClientHandler.cs "
      "ClientCertificateOptions"};
  return profile;
}

ClientProfile DotnetSslstreamLinux() {
  ClientProfile profile;
  profile.id = "dotnet-sslstream-linux";
  profile.name = ".NET SslStream / SocketsHttpHandler.SslOptions.ClientCertificates on Linux";
  profile.engine = "openssl";
  profile.versions_checked = "read only";
  profile.verified = ProfileEvidence::kSource;
  profile.multiple_identities = "first of the collection, before any request is seen";
  profile.filters_by_sigalgs_cert = CertSchemeFilter::kLeafSignature;
  profile.sends_chain = ChainRule::kPlatform;
  profile.renegotiation = LateRequest::kUnknown;
  profile.quirks = {"no issuer filtering on Linux: the first certificate is loaded up front",
                    "only a selection callback sees the issuer list (.NET 7 and later)"};
  profile.sources = {
      "dotnet/runtime "
      "src/libraries/System.Net.Security/src/System/Net/Security/SslStream.Protocol.cs "
      "SelectClientCertificate",
      "dotnet/runtime .../SslStreamPal.Unix.cs and SslStreamPal.OSX.cs StartMutualAuthAsAnonymous",
      "dotnet/runtime .../System/Net/CertificateValidationPal.*.cs "
      "GetRequestCertificateAuthorities",
      "dotnet/runtime issue 52499"};
  return profile;
}

ClientProfile DotnetSslstreamWindows() {
  ClientProfile profile;
  profile.id = "dotnet-sslstream-windows";
  profile.name = ".NET SslStream ClientCertificates on Windows and macOS";
  profile.engine = "platform";
  profile.versions_checked = "read only";
  profile.verified = ProfileEvidence::kSource;
  profile.multiple_identities = "first whose built chain has an issuer string in the list";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kPlatformStore;
  profile.name_comparison = NameComparison::kRenderedString;
  profile.sends_chain = ChainRule::kPlatform;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.on_no_sigalg = NoScheme::kPlatform;
  profile.renegotiation = LateRequest::kUnknown;
  profile.quirks = {"starts anonymous, filters only after the server asked",
                    "intermediates must be findable by the platform chain builder"};
  profile.sources = {
      "dotnet/runtime "
      "src/libraries/System.Net.Security/src/System/Net/Security/SslStream.Protocol.cs "
      "SelectClientCertificate",
      "dotnet/runtime .../SslStreamPal.Unix.cs and SslStreamPal.OSX.cs StartMutualAuthAsAnonymous",
      "dotnet/runtime .../System/Net/CertificateValidationPal.*.cs "
      "GetRequestCertificateAuthorities"};
  return profile;
}

}  // namespace

std::vector<ClientProfile> DotNetProfiles() {
  return {DotnetHttpclient(), DotnetSslstreamLinux(), DotnetSslstreamWindows()};
}

}  // namespace shakedown::diagnosis
