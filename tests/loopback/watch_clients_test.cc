// shakedown watch between real clients and servers that are not curl and nginx alone: Java and
// Apache httpd, Chromium and nginx; requests that come late, HTTP/2 and resumption. Not an octet is
// changed, and the diagnosis is that of shakedown explain.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "pki/mint.h"
#include "tests/support/needs.h"
#include "tests/support/servers/dovecot_plan.h"
#include "tests/support/servers/http2_plans.h"
#include "tests/support/servers/microsocks_plan.h"
#include "tests/support/servers/server_world.h"
#include "tests/support/servers/tinyproxy_plan.h"
#include "tests/support/watch_run.h"

namespace shakedown {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::SizeIs;
using testing_support::ApacheHttp2Plan;
using testing_support::DovecotPlan;
using testing_support::Essence;
using testing_support::MicrosocksPlan;
using testing_support::NginxHttp2Plan;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::ServerPlan;
using testing_support::ServerWorld;
using testing_support::TemporaryFolder;
using testing_support::TinyproxyPlan;
using testing_support::WatchRun;

constexpr Milliseconds kClientLimit{60'000};

/// A program that only tells whether another one is there.
bool Succeeds(const std::vector<std::string>& words) { return RunProgram(words).exit_code == 0; }

class WatchClients : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    world_ = new ServerWorld;
    ASSERT_TRUE(pki::WriteIdentity(folder_->path(), *world_->good(), "secret"));
    ASSERT_TRUE(pki::WriteIdentity(folder_->path(), *world_->good()));
  }
  static void TearDownTestSuite() {
    delete world_;
    delete folder_;
    world_ = nullptr;
    folder_ = nullptr;
  }

  static std::string File(const std::string& name) { return folder_->File(name); }
  static std::string ServerCa() { return world_->folder().File("server.pem"); }
  static std::string Keys() { return File("keys.log"); }

  /// Apache httpd, which writes a key log itself: Java cannot.
  static ServerPlan Apache() {
    ServerPlan plan = ApacheHttp2Plan();
    plan.commands[0].environment = {"SSLKEYLOGFILE=" + Keys()};
    return plan;
  }

  static std::vector<std::string> Identity(bool good) {
    if (!good) return {};
    return {"--cert", File("good.pem"), "--key", File("good.key")};
  }

  static ProgramResult Curl(bool good, std::vector<std::string> words) {
    const auto identity = Identity(good);
    words.insert(words.begin(), {"curl", "-s", "--cacert", ServerCa()});
    words.insert(words.end(), identity.begin(), identity.end());
    return RunProgram(words, {"SSLKEYLOGFILE=" + Keys()}, {}, kClientLimit);
  }

  static json Explain(bool good, uint16_t port, const std::string& path,
                      std::vector<std::string> words) {
    const auto identity = Identity(good);
    words.insert(words.begin(),
                 {SHAKEDOWN_BINARY, "explain", "https://localhost:" + std::to_string(port) + path,
                  "--server-ca", ServerCa(), "--no-probes", "--json", "-"});
    words.insert(words.end(), identity.begin(), identity.end());
    const ProgramResult result = RunProgram(words, {"SSLKEYLOGFILE"});
    const json diagnosis = json::parse(result.out, nullptr, false);
    EXPECT_TRUE(diagnosis.is_object()) << result.err;
    return Told(diagnosis);
  }

  /// What two clients that do not offer the same suites and names must agree on.
  static json Told(const json& diagnosis) {
    json told = Essence(diagnosis);
    told.erase("cipher");
    told.erase("stage");  // some send their Certificate and their Finished apart
    return told;
  }

  static TemporaryFolder* folder_;
  static ServerWorld* world_;
};
TemporaryFolder* WatchClients::folder_ = nullptr;
ServerWorld* WatchClients::world_ = nullptr;

constexpr const char* kJavaClient = R"(import java.io.*; import java.net.*; import java.security.*;
import java.security.cert.*; import javax.net.ssl.*;
public class Client {
  public static void main(String[] words) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", CertificateFactory.getInstance("X.509")
        .generateCertificate(new FileInputStream(words[1])));
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(trust);
    for (int i = 2; i < words.length; ++i) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      if (words[i].equals("none")) store.load(null, null);
      else store.load(new FileInputStream(words[i]), "secret".toCharArray());
      KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
      keys.init(store, "secret".toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
      HttpsURLConnection url = (HttpsURLConnection) new URL(words[0]).openConnection();
      url.setSSLSocketFactory(context.getSocketFactory());
      url.setRequestProperty("Connection", "close");
      try { url.getInputStream().readAllBytes(); } catch (IOException refused) { }
    }
  }
}
)";

TEST_F(WatchClients, JavaAtApacheIsExplainedAsExplainDoes) {
  SHAKEDOWN_NEEDS(Succeeds({"javac", "-version"}), "javac is not installed");
  std::ofstream(File("Client.java")) << kJavaClient;
  ASSERT_TRUE(Succeeds({"javac", "-d", folder_->path(), File("Client.java")}));
  const uint16_t port = world_->Port(Apache(), "require");
  for (const std::string version : {"1.2", "1.3"}) {
    SCOPED_TRACE("TLS " + version);
    WatchRun watch(folder_->path(), port, {"--keylog", Keys(), "--server-ca", ServerCa()});
    const ProgramResult client = RunProgram(
        {"java", "-XX:TieredStopAtLevel=1", "-Djdk.tls.client.protocols=TLSv" + version, "-cp",
         folder_->path(), "Client", watch.Url(), ServerCa(), File("good.p12"), "none"},
        {}, {}, kClientLimit);
    EXPECT_EQ(client.exit_code, 0) << client.err;
    const std::vector<json> flows = watch.Finish();
    // Java tries again when a connection breaks off.
    ASSERT_GE(flows.size(), 2u);
    EXPECT_EQ(flows[0].at("sight"), "clear");
    EXPECT_EQ(flows[0]["diagnosis"]["outcome"], "accepted");
    EXPECT_EQ(Told(flows[0]["diagnosis"]), Explain(true, port, "/", {"--tls", version}));
    EXPECT_EQ(flows[1]["diagnosis"]["cause"]["id"], "client.no-identity");
    EXPECT_EQ(Told(flows[1]["diagnosis"]), Explain(false, port, "/", {"--tls", version}));
  }
}

/// Chromium without a window, with a home of its own; with `policies` it obeys those.
ProgramResult Chromium(const TemporaryFolder& home, const std::string& policies,
                       const std::string& keys, const std::string& url) {
  std::vector<std::string> words = {"chromium",
                                    "--headless=new",
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--no-first-run",
                                    "--ignore-certificate-errors",
                                    "--disable-background-networking",
                                    "--user-data-dir=" + home.File("profile"),
                                    "--timeout=20000",
                                    "--dump-dom",
                                    url};
  if (!policies.empty()) {
    // Policies have one place in the system: another folder is put there for this process alone.
    words.insert(words.begin(),
                 {"unshare", "-m", "sh", "-c",
                  "mount --bind \"$0\" /etc/chromium/policies && exec \"$@\"", policies});
  }
  return RunProgram(words, {"HOME=" + home.path(), "SSLKEYLOGFILE=" + keys}, home.path(),
                    kClientLimit);
}

TEST_F(WatchClients, ChromiumAtNginxIsExplainedAsExplainDoes) {
  SHAKEDOWN_NEEDS(Succeeds({"chromium", "--version"}), "chromium is not installed");
  const uint16_t port = world_->Port(NginxHttp2Plan(), "require");
  const TemporaryFolder home;
  WatchRun watch(folder_->path(), port, {"--keylog", Keys(), "--server-ca", ServerCa()});
  EXPECT_THAT(Chromium(home, "", Keys(), watch.Url()).out,
              HasSubstr("No required SSL certificate was sent"));
  const json told = Explain(false, port, "/", {"--alpn", "h2"});
  bool explained = false;
  for (const json& flow : watch.Finish()) {
    if (!flow["diagnosis"]["handshakes"][0].contains("http")) continue;
    EXPECT_EQ(Told(flow["diagnosis"]), told);
    explained = true;
  }
  EXPECT_TRUE(explained);
}

TEST_F(WatchClients, ChromiumWithACertificateGetsInThroughTheRelay) {
  SHAKEDOWN_NEEDS(Succeeds({"chromium", "--version"}), "chromium is not installed");
  SHAKEDOWN_NEEDS(Succeeds({"which", "pk12util"}), "libnss3-tools is not installed");
  SHAKEDOWN_NEEDS(Succeeds({"unshare", "-m", "true"}), "this user may not unshare mounts");
  const uint16_t port = world_->Port(NginxHttp2Plan(), "require");
  const TemporaryFolder home;
  const std::string store = home.File(".pki/nssdb");
  std::filesystem::create_directories(store);
  ASSERT_TRUE(Succeeds({"certutil", "-N", "-d", "sql:" + store, "--empty-password"}));
  ASSERT_TRUE(Succeeds({"pk12util", "-i", File("good.p12"), "-d", "sql:" + store, "-W", "secret"}));
  std::filesystem::create_directories(home.File("policies/managed"));
  std::ofstream(home.File("policies/managed/select.json"))
      << R"({"AutoSelectCertificateForUrls": ["{\"pattern\":\"*\",\"filter\":{}}"]})";
  WatchRun watch(folder_->path(), port, {"--keylog", Keys(), "--server-ca", ServerCa()});
  const ProgramResult page = Chromium(home, home.File("policies"), Keys(), watch.Url());
  EXPECT_THAT(page.out, HasSubstr(">open")) << page.err;
  // The page is not all that a browser asks for: what it is told of the page alone is left out.
  const auto of_handshake = [](json told) {
    for (const char* part : {"http", "observed", "layer", "enforcement"}) told.erase(part);
    return told;
  };
  const json told = of_handshake(Explain(true, port, "/", {"--alpn", "h2"}));
  bool explained = false;
  const std::vector<json> flows = watch.Finish();
  for (const json& flow : flows) {
    const json& handshake = flow["diagnosis"]["handshakes"][0];
    if (!handshake.contains("http") || !handshake["client_certificate"].value("sent", false)) {
      continue;
    }
    EXPECT_EQ(of_handshake(Told(flow["diagnosis"])), told);
    explained = true;
  }
  EXPECT_TRUE(explained) << json(flows);
}

TEST_F(WatchClients, ALateRequestIsSeenAsExplainSeesIt) {
  const uint16_t port = world_->Port(Apache(), "location");
  const std::vector<std::pair<std::string, std::string>> cases = {{"1.2", "renegotiation"},
                                                                  {"1.3", "post-handshake"}};
  for (const auto& [version, when] : cases) {
    SCOPED_TRACE("TLS " + version);
    WatchRun watch(folder_->path(), port, {"--keylog", Keys(), "--server-ca", ServerCa()});
    for (const bool good : {true, false}) {
      Curl(good, {"--http1.1", "--tlsv" + version, "--tls-max", version, watch.Url("/secure/")});
    }
    const std::vector<json> flows = watch.Finish();
    ASSERT_THAT(flows, SizeIs(2));
    for (const bool good : {true, false}) {
      const json& flow = flows[good ? 0 : 1];
      EXPECT_EQ(flow["sight"], "clear");
      const json& handshake = flow["diagnosis"]["handshakes"][0];
      ASSERT_TRUE(handshake.contains("certificate_request")) << flow;
      EXPECT_EQ(handshake["certificate_request"]["when"], when);
      EXPECT_EQ(flow["diagnosis"]["outcome"], good ? "accepted" : "refused");
      if (!good) {
        EXPECT_EQ(flow["diagnosis"]["cause"]["id"], "client.no-identity");
      }
      // explain itself does not offer authentication after the handshake.
      if (version == "1.3") continue;
      EXPECT_EQ(Told(flow["diagnosis"]),
                Explain(good, port, "/secure/", {"--tls", version, "--alpn", "http/1.1"}));
    }
  }
}

TEST_F(WatchClients, Http2IsReadFrameByFrame) {
  const uint16_t late = world_->Port(Apache(), "location");
  WatchRun watch(folder_->path(), late, {"--keylog", Keys(), "--server-ca", ServerCa()});
  const ProgramResult client = Curl(true, {"--http2", watch.Url("/"), watch.Url("/secure/")});
  EXPECT_EQ(client.exit_code, 0) << client.err;
  const std::vector<json> flows = watch.Finish();
  // The first page, the second refused with HTTP_1_1_REQUIRED, and the same again over HTTP/1.1.
  ASSERT_THAT(flows, SizeIs(2));
  EXPECT_EQ(flows[0]["diagnosis"]["handshakes"][0]["alpn"], "h2");
  EXPECT_EQ(flows[0]["diagnosis"]["cause"]["id"], "server.late-request") << flows[0];
  EXPECT_EQ(flows[1]["diagnosis"]["handshakes"][0]["alpn"], "http/1.1");
  EXPECT_EQ(flows[1]["diagnosis"]["outcome"], "accepted") << flows[1];
}

TEST_F(WatchClients, AResumedConnectionIsToldAsOne) {
  const uint16_t port = world_->Port(NginxHttp2Plan(), "require");
  for (const std::string version : {"tls1_2", "tls1_3"}) {
    SCOPED_TRACE(version);
    WatchRun watch(folder_->path(), port, {"--keylog", Keys(), "--server-ca", ServerCa()});
    const std::string session = File("session.pem");
    for (const char* option : {"-sess_out", "-sess_in"}) {
      const std::string line =
          R"(printf 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' | )"
          "openssl s_client -quiet -servername localhost -connect 127.0.0.1:" +
          std::to_string(watch.port()) + " -" + version + " -cert " + File("good.pem") + " -key " +
          File("good.key") + " -keylogfile " + Keys() + " " + option + " " + session;
      const ProgramResult client = RunProgram({"sh", "-c", line}, {}, {}, kClientLimit);
      EXPECT_THAT(client.out, HasSubstr("open")) << client.err;
    }
    const std::vector<json> flows = watch.Finish();
    ASSERT_THAT(flows, SizeIs(2));
    for (const json& flow : flows) {
      EXPECT_EQ(flow["sight"], "clear");
      EXPECT_EQ(flow["diagnosis"]["outcome"], "accepted") << flow;
    }
    const json& first = flows[0]["diagnosis"]["handshakes"][0];
    const json& second = flows[1]["diagnosis"]["handshakes"][0];
    EXPECT_EQ(first["resumed"], false);
    EXPECT_TRUE(first.contains("certificate_request"));
    EXPECT_EQ(second["resumed"], true);
    EXPECT_FALSE(second.contains("certificate_request"));
    EXPECT_EQ(second["http"]["status"], 200);
  }
}

TEST_F(WatchClients, TlsBehindAProxyIsFound) {
  const uint16_t gate = world_->Port(NginxHttp2Plan(), "require");
  const std::string host = "localhost:" + std::to_string(gate);
  for (const ServerPlan& plan : {TinyproxyPlan(), MicrosocksPlan()}) {
    SCOPED_TRACE(plan.name);
    const bool socks = plan.name == "microsocks";
    WatchRun watch(folder_->path(), world_->Port(plan, "open"),
                   {"--keylog", Keys(), "--server-ca", ServerCa()});
    const std::string proxy =
        (socks ? "socks5h://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(watch.port());
    const ProgramResult client = Curl(true, {"--proxy", proxy, "https://" + host + "/"});
    EXPECT_EQ(client.exit_code, 0) << client.err;
    const std::vector<json> flows = watch.Finish();
    ASSERT_THAT(flows, SizeIs(1));
    EXPECT_EQ(flows[0]["sight"], "clear");
    const json& diagnosis = flows[0]["diagnosis"];
    EXPECT_EQ(diagnosis["outcome"], "accepted") << diagnosis;
    EXPECT_EQ(diagnosis["handshakes"][0]["client_certificate"]["sent"], true);
    EXPECT_THAT(diagnosis["notes"].dump(), HasSubstr("before TLS: "));
    if (socks) continue;
    EXPECT_THAT(diagnosis["notes"].dump(), HasSubstr("CONNECT " + host + " HTTP/1.1"));
    EXPECT_EQ(diagnosis["target"]["port"], gate);
  }
}

TEST_F(WatchClients, TlsBehindStarttlsIsFound) {
  WatchRun watch(folder_->path(), world_->Port(DovecotPlan(), "imap"),
                 {"--keylog", Keys(), "--server-ca", ServerCa()});
  const std::string line = "printf 'x logout\\r\\n' | openssl s_client -quiet -starttls imap " +
                           ("-connect 127.0.0.1:" + std::to_string(watch.port())) + " -cert " +
                           File("good.pem") + " -key " + File("good.key") + " -keylogfile " +
                           Keys();
  const ProgramResult client = RunProgram({"sh", "-c", line}, {}, {}, kClientLimit);
  EXPECT_THAT(client.out, HasSubstr("BYE")) << client.err;
  const std::vector<json> flows = watch.Finish();
  ASSERT_THAT(flows, SizeIs(1));
  EXPECT_EQ(flows[0]["sight"], "clear");
  const json& diagnosis = flows[0]["diagnosis"];
  EXPECT_TRUE(diagnosis["handshakes"][0].contains("certificate_request")) << diagnosis;
  EXPECT_EQ(diagnosis["handshakes"][0]["client_certificate"]["sent"], true);
  EXPECT_THAT(diagnosis["notes"].dump(), HasSubstr("STARTTLS'; the server's: '"));
}

}  // namespace
}  // namespace shakedown
