// Real clients against `shakedown serve`: each is recognised, does what its profile predicts, is
// told the right cause, and --vary finds the change that settles it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "pki/mint.h"
#include "tests/support/needs.h"
#include "tests/support/serve_program.h"
#include "tests/support/test_authority.h"

namespace shakedown {
namespace {

using testing_support::Need;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::ServeProgram;
using testing_support::TemporaryFolder;
using testing_support::TestAuthority;

/// One client: how it is started with an identity ("" for none), and what it must be taken for.
struct RealClient {
  std::string name;
  std::string program;  ///< must be installed; the client is passed over otherwise
  std::string profile;
  bool filters;  ///< withholds the certificate when its issuer is not listed
  std::function<std::vector<std::string>(const std::string& url, const std::string& identity)> line;
};

std::vector<std::string> Shell(const std::string& script) { return {"sh", "-c", script}; }

std::vector<RealClient> Clients() {
  return {
      {"curl", "curl", "curl-openssl", false,
       [](const std::string& url, const std::string& id) {
         return Shell("curl -s --max-time 8 --cacert serve-ca.pem " +
                      (id.empty() ? "" : "--cert " + id + ".pem --key " + id + ".key ") + url);
       }},
      {"wget", "wget", "gnutls-auto", true,
       [](const std::string& url, const std::string& id) {
         return Shell(
             "wget -q -T 8 -t 1 -O - --ca-certificate=serve-ca.pem " +
             (id.empty() ? "" : "--certificate=" + id + ".pem --private-key=" + id + ".key ") +
             url);
       }},
      {"git", "git", "gnutls-force", false,
       [](const std::string& url, const std::string& id) {
         return Shell("GIT_SSL_CAINFO=$PWD/serve-ca.pem " +
                      (id.empty()
                           ? ""
                           : "GIT_SSL_CERT=$PWD/" + id + ".pem GIT_SSL_KEY=$PWD/" + id + ".key ") +
                      "git ls-remote " + url + "repository");
       }},
      {"gnutls-cli", "gnutls-cli", "gnutls-callback", false,
       [](const std::string& url, const std::string& id) {
         const std::string port = url.substr(18, url.size() - 19);
         return Shell(
             "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | timeout 8 "
             "gnutls-cli --x509cafile=serve-ca.pem " +
             (id.empty() ? "" : "--x509certfile=" + id + ".pem --x509keyfile=" + id + ".key ") +
             "-p " + port + " localhost");
       }},
      {"s_client", "openssl", "openssl-s_client", false,
       [](const std::string& url, const std::string& id) {
         const std::string at = url.substr(8, url.size() - 9);
         return Shell(
             "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | timeout 8 openssl "
             "s_client -ign_eof -connect " +
             at + (id.empty() ? "" : " -cert " + id + ".pem -key " + id + ".key"));
       }},
      {"python", "python3", "python-ssl", false,
       [](const std::string& url, const std::string& id) {
         return std::vector<std::string>{
             "python3", "-c",
             "import ssl, urllib.request\nc = ssl.create_default_context(cafile='serve-ca.pem')\n" +
                 (id.empty() ? "" : "c.load_cert_chain('" + id + ".pem', '" + id + ".key')\n") +
                 "urllib.request.urlopen('" + url + "', context=c, timeout=8)"};
       }},
      {"node", "node", "node", false,
       [](const std::string& url, const std::string& id) {
         return std::vector<std::string>{
             "node", "-e",
             "const f = require('fs'); const o = {ca: f.readFileSync('serve-ca.pem')};" +
                 (id.empty() ? ""
                             : "o.cert = f.readFileSync('" + id +
                                   ".pem'); o.key = f.readFileSync('" + id + ".key');") +
                 "require('https').get('" + url +
                 "', o, r => r.resume()).on('error', e => console.log(e))"};
       }},
  };
}

bool Installed(const std::string& program) {
  return RunProgram({"sh", "-c", "command -v " + program}).exit_code == 0;
}

class RealClients : public testing::TestWithParam<const char*> {
 protected:
  RealClients() : clients_("Clients CA"), others_("Other CA") {
    EXPECT_TRUE(pki::WriteAuthority(folder_.path(), "clients-ca", clients_.authority()));
    Write("alice", clients_, pki::Flaw::kGood, pki::KeyKind::kP256);
    Write("server-only", clients_, pki::Flaw::kWrongEku, pki::KeyKind::kP256);
    Write("stranger", others_, pki::Flaw::kGood, pki::KeyKind::kP256);
    Write("rsa", clients_, pki::Flaw::kGood, pki::KeyKind::kRsa2048);
  }
  void Write(const std::string& name, const TestAuthority& issuer, pki::Flaw flaw,
             pki::KeyKind key) {
    pki::MintRequest request;
    request.name = name;
    request.flaw = flaw;
    request.key = key;
    EXPECT_TRUE(pki::WriteIdentity(folder_.path(), *Need(pki::Mint(issuer.authority(), request))));
  }
  /// Starts every client once with `identity` and gives the line of each.
  void ForEach(const std::string& identity, std::vector<std::string> options,
               const std::function<void(const RealClient&, const nlohmann::json&)>& check) {
    options.insert(options.begin(), {"--client-ca", "clients-ca.pem", "--tls", GetParam(), "-qq"});
    if (!identity.empty()) options.insert(options.end(), {"--expect-cert", identity + ".pem"});
    ServeProgram serve(folder_, options);
    ASSERT_TRUE(serve.ready());
    size_t count = 0;
    for (const RealClient& client : Clients()) {
      if (!Installed(client.program)) continue;
      SCOPED_TRACE(client.name + " with '" + identity + "' in TLS " + GetParam());
      RunProgram(client.line(serve.url(), identity), {}, folder_.path(), Milliseconds(15000));
      const auto lines = serve.Lines(++count);
      ASSERT_GE(lines.size(), count);
      count = lines.size();
      check(client, lines.back());
    }
  }

  const TemporaryFolder folder_;
  TestAuthority clients_;
  TestAuthority others_;
};

bool Fits(const nlohmann::json& line, const std::string& profile) {
  return std::ranges::any_of(line["clients"],
                             [&](const auto& client) { return client["id"] == profile; });
}

/// The first reason, or "".
std::string FirstReason(const nlohmann::json& line) {
  return line["reasons"].empty() ? "" : line["reasons"][0]["id"];
}

TEST_P(RealClients, AreRecognisedAndGetIn) {
  ForEach("alice", {}, [](const RealClient& client, const nlohmann::json& line) {
    EXPECT_EQ(line["outcome"], "presented") << line;
    EXPECT_TRUE(Fits(line, client.profile)) << line["clients"];
  });
}

TEST_P(RealClients, WithoutACertificateMeetTheRightReason) {
  ForEach("", {}, [](const RealClient& client, const nlohmann::json& line) {
    EXPECT_EQ(line["outcome"], "nothing") << line;
    const std::vector<std::string> ids = testing_support::ReasonsOf(line);
    EXPECT_THAT(ids, testing::Contains("client.no-identity")) << client.name;
    if (!client.filters && line["clients"].size() == 1) {
      EXPECT_EQ(ids.front(), "client.no-identity");
    }
  });
}

TEST_P(RealClients, WithAStrangersCertificateDoAsTheirProfileSays) {
  ForEach("stranger", {}, [](const RealClient& client, const nlohmann::json& line) {
    EXPECT_EQ(line["outcome"], client.filters ? "nothing" : "unfit") << line;
    EXPECT_EQ(FirstReason(line),
              client.filters ? "client.issuer-not-listed" : "certificate.untrusted-issuer");
  });
}

TEST_P(RealClients, PresentACertificateForServersAndAreToldSo) {
  ForEach("server-only", {}, [](const RealClient&, const nlohmann::json& line) {
    EXPECT_EQ(line["outcome"], "unfit") << line;
    EXPECT_EQ(FirstReason(line), "certificate.wrong-purpose");
  });
}

TEST_P(RealClients, WithoutACommonSchemeAreToldSo) {
  ForEach("rsa", {"--signature-algorithms", "ecdsa_secp256r1_sha256"},
          [](const RealClient&, const nlohmann::json& line) {
            EXPECT_THAT((std::vector<std::string>{"nothing", "ended"}),
                        testing::Contains(line["outcome"].get<std::string>()))
                << line;
            EXPECT_EQ(FirstReason(line), "client.key-not-accepted") << line;
          });
}

std::string VersionName(const testing::TestParamInfo<const char*>& version) {
  return std::string(version.param) == "1.2" ? "Tls12" : "Tls13";
}
INSTANTIATE_TEST_SUITE_P(Tls, RealClients, testing::Values("1.2", "1.3"), VersionName);

constexpr const char* kGoClient = R"(package main
import ("crypto/tls"; "crypto/x509"; "net/http"; "os")
func main() {
  ca, _ := os.ReadFile("serve-ca.pem")
  pool := x509.NewCertPool()
  pool.AppendCertsFromPEM(ca)
  pair, problem := tls.LoadX509KeyPair(os.Args[2]+".pem", os.Args[2]+".key")
  if problem != nil { panic(problem) }
  config := &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}}
  client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
  client.Get(os.Args[1])
}
)";

constexpr const char* kJavaClient = R"(import java.io.*; import java.net.*; import java.security.*;
import java.security.cert.*; import javax.net.ssl.*;
public class Client {
  public static void main(String[] words) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", CertificateFactory.getInstance("X.509")
        .generateCertificate(new FileInputStream("serve-ca.pem")));
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(trust);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new FileInputStream(words[1] + ".p12"), "secret".toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(words[2]);
    keys.init(store, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    HttpsURLConnection url = (HttpsURLConnection) new URL(words[0]).openConnection();
    url.setSSLSocketFactory(context.getSocketFactory());
    url.getResponseCode();
  }
}
)";

/// The two stacks that filter by names most strictly, in programs of their own.
class Compiled : public testing::Test {
 protected:
  Compiled() : clients_("Clients CA"), others_("Other CA") {
    EXPECT_TRUE(pki::WriteAuthority(folder_.path(), "clients-ca", clients_.authority()));
    for (const auto* issuer : {&clients_, &others_}) {
      pki::MintRequest request;
      request.name = issuer == &clients_ ? "alice" : "stranger";
      EXPECT_TRUE(pki::WriteIdentity(folder_.path(), *Need(pki::Mint(issuer->authority(), request)),
                                     "secret"));
    }
  }
  /// The lines of a run for each of `lines`, against one server.
  std::vector<nlohmann::json> Run(const std::vector<std::string>& lines) {
    ServeProgram serve(folder_, {"--client-ca", "clients-ca.pem", "-qq"});
    EXPECT_TRUE(serve.ready());
    for (const std::string& line : lines) {
      RunProgram(Shell("url=" + serve.url() + "; " + line),
                 {"HOME=" + folder_.path(), "GO111MODULE=off", "GOFLAGS="}, folder_.path(),
                 Milliseconds(60000));
    }
    return serve.Lines(lines.size());
  }

  const TemporaryFolder folder_;
  TestAuthority clients_;
  TestAuthority others_;
};

TEST_F(Compiled, GoComparesTheIssuers) {
  SHAKEDOWN_NEEDS(Installed("go"), "go is not installed");
  std::ofstream(folder_.File("client.go")) << kGoClient;
  const auto lines = Run({"go build client.go && ./client $url alice", "./client $url stranger"});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["outcome"], "presented") << lines[0];
  EXPECT_EQ(lines[1]["outcome"], "nothing");
  EXPECT_TRUE(Fits(lines[1], "go"));
  EXPECT_EQ(lines[1]["clients"][0]["certainty"], "likely");
  // The same client has shown a certificate that would have been sent: it has another one, or none.
  EXPECT_THAT(testing_support::ReasonsOf(lines[1]), testing::Contains("client.no-identity"));
}

TEST_F(Compiled, JavaComparesTheIssuersWithBothKeyManagers) {
  SHAKEDOWN_NEEDS(Installed("javac"), "javac is not installed");
  std::ofstream(folder_.File("Client.java")) << kJavaClient;
  const auto lines =
      Run({"javac Client.java && java Client $url stranger SunX509",
           "java Client $url stranger NewSunX509", "java Client $url alice SunX509"});
  ASSERT_EQ(lines.size(), 3u);
  for (const size_t i : {0u, 1u}) {
    EXPECT_EQ(lines[i]["outcome"], "nothing") << lines[i];
    EXPECT_EQ(FirstReason(lines[i]), "client.issuer-not-listed");
    EXPECT_TRUE(Fits(lines[i], "java-sunx509"));
    EXPECT_TRUE(Fits(lines[i], "java-pkix"));
  }
  EXPECT_EQ(lines[2]["outcome"], "presented") << lines[2];
}

/// A browser without a certificate closes to ask its store, and comes back with nothing.
TEST(Browser, IsRecognisedAndGetsAPage) {
  SHAKEDOWN_NEEDS(Installed("chromium"), "chromium is not installed");
  const TemporaryFolder folder;
  const TestAuthority clients("Clients CA");
  ASSERT_TRUE(pki::WriteAuthority(folder.path(), "clients-ca", clients.authority()));
  ServeProgram serve(folder, {"--client-ca", "clients-ca.pem", "-qq"});
  ASSERT_TRUE(serve.ready());
  const ProgramResult page =
      RunProgram({"chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                  "--ignore-certificate-errors", "--user-data-dir=" + folder.File("profile"),
                  "--dump-dom", serve.url()},
                 {"HOME=" + folder.path()}, folder.path(), Milliseconds(60000));
  EXPECT_THAT(page.out, testing::HasSubstr("No required SSL certificate was sent"));
  const auto lines = serve.Lines(2);
  const auto answered =
      std::ranges::find_if(lines, [](const nlohmann::json& line) { return line.contains("http"); });
  ASSERT_NE(answered, lines.end());
  EXPECT_EQ((*answered)["outcome"], "nothing");
  EXPECT_TRUE(Fits(*answered, "chromium-linux")) << (*answered)["clients"];
  EXPECT_EQ(lines.front()["outcome"], "ended");
  EXPECT_EQ(FirstReason(lines.front()), "client.withheld");
}

/// Wget compares the octets of names; the same certificate comes once the list changes.
TEST(Vary, FindsTheChangeThatMakesTheCertificateCome) {
  const TemporaryFolder folder;
  const TestAuthority clients("Clients CA");
  const TestAuthority others("Other CA");
  ASSERT_TRUE(pki::WriteAuthority(folder.path(), "clients-ca", clients.authority()));
  ASSERT_TRUE(pki::WriteAuthority(folder.path(), "other-ca", others.authority()));
  for (const auto& [name, flaw] : {std::pair{"plain", pki::Flaw::kGood},
                                   std::pair{"reencoded", pki::Flaw::kReencodedIssuer}}) {
    pki::MintRequest request;
    request.name = name;
    request.flaw = flaw;
    ASSERT_TRUE(pki::WriteIdentity(folder.path(), *Need(pki::Mint(clients.authority(), request))));
  }
  const auto settle = [&](const std::string& identity, std::vector<std::string> options) {
    options.insert(options.begin(), {"--client-ca", "clients-ca.pem", "--vary", "-qq"});
    ServeProgram serve(folder, options);
    EXPECT_TRUE(serve.ready());
    for (int i = 0; i < 3; ++i) {
      RunProgram(Clients()[1].line(serve.url(), identity), {}, folder.path(), Milliseconds(15000));
      const auto lines = serve.Lines(static_cast<size_t>(i) + 1);
      if (!lines.empty() && lines.back().contains("settled")) return lines.back()["settled"];
    }
    return nlohmann::json{};
  };
  SHAKEDOWN_NEEDS(Installed("wget"), "wget is not installed");
  const nlohmann::json listed = settle("plain", {"--announce", "other-ca.pem"});
  EXPECT_EQ(listed["cause"]["id"], "client.issuer-not-listed") << listed;
  EXPECT_EQ(listed["request"], "empty CA list");
  const nlohmann::json encoded = settle("reencoded", {});
  EXPECT_EQ(encoded["cause"]["id"], "client.name-encoding") << encoded;
  EXPECT_EQ(encoded["cause"]["certainty"], "certain");
}

}  // namespace
}  // namespace shakedown
