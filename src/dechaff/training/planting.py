"""Plant invented residue into clean articles, to train a line classifier on.

The residue comes from small grammars (templates with slots) instead of a fixed
list, so a model that learns from it meets thousands of wordings and has to learn
the look of residue rather than the phrases.  Everything is driven by the given
``random.Random``: the same state gives the same document.

Template notation: ``{slot}`` draws a value, ``[a|b|c]`` draws one alternative.
"""

# The phrase tables read better in long lines.
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

KEEP, DROP, BLANK = "k", "d", "-"


def _rows(text: str) -> tuple[str, ...]:
    """One entry per line."""
    return tuple(row.strip() for row in text.strip().splitlines() if row.strip())


def _cells(text: str) -> tuple[str, ...]:
    """Entries separated by ``;`` or by line ends."""
    return tuple(c.strip() for row in text.splitlines() for c in row.split(";") if c.strip())


# --------------------------------------------------------------------------- slots

_SLOTS: dict[str, tuple[str, ...]] = {
    "first": _cells("""Jane;Marcus;Priya;Tom;Elena;Oluwaseun;Keiko;Hannah;Diego;Fatima;Liam;Sofia;Ahmed
        Grace;Henrik;Noor;Caleb;Yasmin;Bianca;Rohan;Ingrid;Pablo;Mei;Theo;Amara;Declan;Katya;Luis;Tamsin;Ravi
        Zoe;Andre;Maeve;Kofi;Lucia;Gareth;Simone;Dmitri;Paula;Owen;Brooke;Nadia;Stefan;Ivy;Malik;Celeste"""),
    "last": _cells("""Doe;Okafor;Whitfield;Sharma;Lindqvist;Moreau;Castellano;Nguyen;Abbott;Petrov;Delgado
        Hargreaves;Kim;Takahashi;Bauer;O'Connell;Reyes;Farouk;Vance;Mbeki;Sorensen;Ellison;Park;Rossi;Kowalski
        Grant;Iyer;Novak;Beckett;Fontaine;Quigley;Alvarado;Tran;Weiss;Marlowe;Haddad;Pruitt;Jansen;Osei;Blum"""),
    "name": ("{first} {last}", "{first} {last}", "{first} {last}", "{first} {initial}. {last}"),
    "initial": tuple("ABCDEFGHJKLMNPRSTW"),
    "city": _cells("""Portland;Leeds;Austin;Toronto;Cape Town;Melbourne;Chicago;Dublin;Tampa;Bristol;Denver
        Nairobi;Singapore;Phoenix;Glasgow;Boise;Auckland;Raleigh;Mumbai;Sacramento;Lagos;Cardiff;Omaha;Calgary
        Richmond;Dubai;Fresno;Brooklyn;Tulsa;Perth;Manila;Vancouver;San Diego;Kansas City;Miami;Hull"""),
    "state": _cells("Ohio;Texas;Oregon;Florida;Maine;Utah;Georgia;Kerala;Ontario;Kent;Queensland;Idaho"),
    "country": _cells("Canada;India;Kenya;Ireland;Brazil;Japan;Germany;the UK;the US;Australia;Nigeria;Mexico"),
    "paper": _cells("Post;Herald;Courier;Times;Ledger;Chronicle;Gazette;Observer;Tribune;Star;Dispatch;Argus"),
    "adj": _cells("""Bright;Urban;Daily;Simple;Green;Modern;Savvy;Hidden;Blue;Rapid;True;Open;Golden;Clever
        Northern;Happy;Wild;Digital;Smart;Bold;Quiet;Honest;Prime;Fresh;Little;Inside;Global;Next"""),
    "noun": _cells("""Kitchen;Ledger;Garden;Byte;Wallet;Harbor;Compass;Journal;Lab;Guide;Report;Nest;Pixel
        Trail;Review;Insider;Parent;Traveler;Gear;Signal;Wire;Hub;Fox;Table;Brief;Mind;Planet;Studio"""),
    "site": (
        "The {city} {paper}",
        "{adj} {noun}",
        "{adj}{noun}",
        "{noun} {paper}",
        "{topicw} {noun}",
        "The {adj} {noun}",
        "{city} {noun}",
        "{adj}{noun}.com",
        "{topicw} Today",
        "{noun}{noun}",
    ),
    "org": (
        "{last} & Co.",
        "{adj}{noun} Inc.",
        "{last} Media Group",
        "the {city} Foundation",
        "{site}",
        "{last} Publishing LLC",
        "{adj} {noun} Ltd",
        "{city} Public Media",
        "{last}, {last} & Partners",
    ),
    "tld": ("com", "com", "com", "org", "net", "co.uk", "io", "co", "info", "news", "blog", "xyz", "us"),
    "domain": (
        "{lowadj}{lownoun}.{tld}",
        "{lowadj}-{lownoun}.{tld}",
        "www.{lownoun}{lowadj}.{tld}",
        "the{lownoun}.{tld}",
    ),
    "email": (
        "{lowfirst}@{lowadj}{lownoun}.{tld}",
        "[tips|news|hello|editor|info|press|support|letters|sales]@{lowadj}{lownoun}.{tld}",
        "{lowfirst}.{lowlast}@{lowadj}{lownoun}.{tld}",
    ),
    "handle": ("@{lowfirst}{lowlast}", "@{lowadj}{lownoun}", "@{lowfirst}_{lowlast}", "@{lowfirst}{num}"),
    "topicw": _cells("""Travel;Tech;Health;Money;Food;Sports;Garden;Crypto;Parenting;Fashion;Music;Gaming;Auto
        Science;Business;Energy;Fitness;Film;Home;Politics;Career;Beauty;Pet;Education;Climate;Sailing;Legal"""),
    "beat": _cells("""climate policy;higher education;the local food scene;personal finance;consumer tech
        city hall;college football;housing and development;women's health;cybersecurity;the courts;streaming
        sustainable travel;labor;space;public transit;indie games;mental health;real estate;the energy industry
        fashion and beauty;immigration;artificial intelligence;parenting;state politics;dogs and dog training"""),
    "job": _cells("""staff writer;senior editor;freelance journalist;contributing editor;reporter;certified coach
        columnist;registered dietitian;software engineer;content strategist;correspondent;photographer;podcast host
        lifestyle blogger;associate professor;deputy news editor;SEO specialist;retired teacher;news intern"""),
    "hobby": _cells("""hiking with her two dogs;baking sourdough;collecting vinyl;running marathons;gardening
        losing at chess;restoring old bicycles;reading crime novels;surfing;playing bass in a cover band
        watching terrible movies;chasing after three kids;knitting;birding;hunting for the perfect taco"""),
    "deal": _cells("""free shipping;10% off your first order;a free ebook;early access;a free 14-day trial
        exclusive discounts;a free consultation;a printable checklist;our starter kit;members-only content"""),
    "freq": _cells("daily;weekly;monthly;twice-weekly;morning;weekend;quarterly;free;breaking news"),
    "social": _cells("""Facebook;Twitter;X;Instagram;LinkedIn;YouTube;TikTok;Pinterest;Threads;Bluesky;Mastodon
        Telegram;WhatsApp;Reddit;Snapchat;Flipboard;Google News;Apple News"""),
    "event": _cells("""Future of Work Summit;annual gala;AI in Healthcare webinar;Startup Pitch Night
        Sustainable Cities Forum;Women in Tech breakfast;virtual open house;holiday market;book club
        customer success masterclass;DevOps Days;spring fundraiser;live Q&A;Leadership Bootcamp"""),
    "product": _cells("""air fryer;running shoe;standing desk;robot vacuum;wireless headset;VPN;mattress
        protein powder;dash cam;electric scooter;espresso machine;hiking boot;laptop;hair dryer;solar generator
        baby stroller;gaming chair;lawn mower;smart lock;CBD oil;web hosting;water filter;backpack;car insurance
        credit card;dog bed;office chair;sunscreen;pressure washer;coffee grinder;4K monitor;yoga mat"""),
    "trade": _cells("""Plumber;Electrician;Roofer;Locksmith;Personal Injury Lawyer;Dentist;House Cleaning;Movers
        Pest Control;HVAC Repair;Garage Door Repair;Wedding Photographer;Tree Removal;Carpet Cleaning;Limo Service
        Divorce Attorney;Driving School;Towing;Water Damage Restoration;Chiropractor;Massage;Landscaping"""),
    "game": _cells("""Minecraft;Roblox;FIFA;Fortnite;GTA 5;Valorant;Candy Crush;Genshin Impact;Among Us;Call Of Duty
        Clash Of Clans;Elden Ring;Pokemon Go;Wordle;Free Fire;PUBG Mobile;The Sims 4;Stardew Valley"""),
    "software": _cells("""Photoshop;AutoCAD;Windows 11;Microsoft Office;Adobe Premiere Pro;IDM;FL Studio;Winrar
        CorelDRAW;Nero;Malwarebytes;Camtasia;MATLAB;SketchUp;Filmora;Kaspersky;Ableton Live;TeamViewer"""),
    "drug": _cells("""Ozempic;Viagra;Cialis;Metformin;Gabapentin;Xanax;Tramadol;Modafinil;Phentermine;Semaglutide
        Ivermectin;Adderall;Melatonin;Ashwagandha;Keto Gummies;CBD Gummies;Testosterone Booster"""),
    "coin": _cells("Bitcoin;Ethereum;Dogecoin;Solana;XRP;Shiba Inu;Cardano;Pepe Coin;USDT;Litecoin;BNB"),
    "dish": _cells("""banana bread;chicken alfredo;beef stew;vegan chili;sourdough pizza;keto cheesecake;lentil soup
        shrimp tacos;overnight oats;apple pie;pad thai;egg muffins;carrot cake;butter chicken;mac and cheese"""),
    "film": _cells("""Movierulz;123movies;Netflix;Hulu;Filmyzilla;Putlocker;Disney Plus;Tamilrockers;Crunchyroll
        Fmovies;HBO Max;Prime Video;Kissanime;Soap2day;Hotstar;Peacock"""),
    "subject": _cells("""nursing;macbeth;climate change;marketing;the great gatsby;business ethics;statistics
        leadership;world war ii;sociology;social media;gun control;abortion;accounting;psychology"""),
    "animal": _cells("golden retriever;cat;parrot;hamster;french bulldog;bearded dragon;betta fish;rabbit;horse"),
    "thing": _cells("""tattoo ideas;zodiac signs;wedding hairstyles;kitchen cabinets;nail designs;birthday wishes
        baby names;curtains;tiny houses;short haircuts;halloween costumes;wall art;coloring pages;resume examples
        gift ideas;patio furniture;love quotes;engagement rings;printable calendars;excel templates;side hustles"""),
    "agency": _cells("Getty Images;AP;Reuters;AFP;Shutterstock;Unsplash;iStock;PA;Adobe Stock;Pexels;EPA;Alamy"),
    "currency": ("$", "£", "€", "₹", "US$"),
    "scene": _cells("""A woman walks past a shop window;Crowds gather outside the courthouse;Aerial view of the port
        The new library building;Fresh tomatoes at a market stall;A man typing on a laptop;Sunset over the valley
        Players celebrate the winning goal;Empty shelves in a supermarket;Construction workers on a site"""),
}

_MONTHS: dict[str, tuple[str, ...]] = {
    "en": _cells("January;February;March;April;May;June;July;August;September;October;November;December"),
    "de": _cells("Januar;Februar;März;April;Mai;Juni;Juli;August;September;Oktober;November;Dezember"),
    "fr": _cells("janvier;février;mars;avril;mai;juin;juillet;août;septembre;octobre;novembre;décembre"),
    "es": _cells("enero;febrero;marzo;abril;mayo;junio;julio;agosto;septiembre;octubre;noviembre;diciembre"),
    "pt": _cells("janeiro;fevereiro;março;abril;maio;junho;julho;agosto;setembro;outubro;novembro;dezembro"),
    "it": _cells("gennaio;febbraio;marzo;aprile;maggio;giugno;luglio;agosto;settembre;ottobre;novembre;dicembre"),
    "nl": _cells("januari;februari;maart;april;mei;juni;juli;augustus;september;oktober;november;december"),
    "sv": _cells("januari;februari;mars;april;maj;juni;juli;augusti;september;oktober;november;december"),
    "pl": _cells("stycznia;lutego;marca;kwietnia;maja;czerwca;lipca;sierpnia;września;października;listopada;grudnia"),
    "ru": _cells("января;февраля;марта;апреля;мая;июня;июля;августа;сентября;октября;ноября;декабря"),
}
_WEEKDAYS = _cells("Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday")

# ------------------------------------------------------------------- short furniture

_SECTIONS = _cells("""News;Sports;Opinion;Business;World;Politics;Culture;Lifestyle;Weather;Obituaries;Tech;Food
    Travel;Local;Health;Science;Video;Podcasts;Photos;Arts;Money;Real Estate;Jobs;Classifieds;Puzzles;Events;Shop
    Education;Entertainment;Style;Books;Games;Markets;Motoring;Crime;Environment;Horoscopes;Letters;Magazine;Live TV
    E-Edition;Archives;Reviews;Guides;Deals;How-To;Best Picks;Resources;Case Studies;Whitepapers;Blog;Docs;Pricing
    Products;Solutions;Customers;Partners;Company;Careers;Support;Community;Webinars;Team;Portfolio;Services;FAQ""")
_NETWORKS = _cells("""Facebook;Twitter;X;LinkedIn;Pinterest;WhatsApp;Reddit;Email;Telegram;Tumblr;Print;Copy Link
    Flipboard;Threads;Bluesky;Mastodon;Pocket;VK;LINE;Messenger;SMS;Mix;Google+;StumbleUpon;Digg;Xing;Viber;Buffer
    Instagram;YouTube;RSS;Share;Save;More;Weibo;Hacker News;Link;Gmail;Skype;Snapchat;Discord;TikTok""")

_SHORT_EN = _cells("""Home;Menu;Main menu;Open menu;Close menu;Toggle navigation;Skip to main content;Skip navigation
    Jump to content;Back to top;Go to top;Scroll to top;Back to blog;Back to all articles;Return to homepage;Site map
    Search for:;Search this site;Type to search;Enter keywords;No results found;Show all results;Filter by;Sort by
    Sort: Newest first;View all;View all posts;See more;See all stories;Show more;Load more;Load more posts;Show less
    Expand;Collapse;Read on;Continue reading;Keep reading;Read full story;Read the full article;Read more about this
    Learn more;Find out more;Discover more;Explore;Get started;Get started for free;Try it free;Start free trial
    Book a demo;Request a demo;Talk to sales;Talk to an expert;Get a quote;Contact us;Contact sales;Call now;Directions
    Schedule a consultation;Request information;Download now;Download PDF;Download the report;Get the guide;View PDF
    Share;Share this;Share this article;Share this post;Share on {social};Share via email;Share with friends;Spread the word
    Follow us;Follow us on {social};Follow {site};Follow;Following;Unfollow;Like this:;Like;Like Loading...;Pin it
    Save this post;Save for later;Saved;Bookmark;Add to bookmarks;Add to favorites;Add to reading list;Copy URL;Link copied!
    Copied to clipboard;Print this page;Print article;Email this story;Listen;Listen to this article;Text size;A- A A+
    Font size;Dark mode;Switch to dark theme;High contrast;Report this post;Report an error;Suggest an edit;Edit this page
    Log in;Login;Sign in;Sign up;Sign out;Register;Create account;Create a free account;My account;Forgot password?
    Remember me;Lost your password?;Username or email address;Password;Already a member?;Not a member yet? Join now
    Already have an account? Sign in;Sign in with Google;Continue with Apple;Become a member;Join now;Join the club
    Subscribe;Subscribe now;Subscribe today;Subscribe for {currency}{num} a month;Manage subscription;Gift this article
    Newsletter;Newsletters;Sign up for newsletters;Enter your email;Email address *;Your email;First name;Last name;Submit
    Send;No thanks;Maybe later;Not now;Thanks for signing up!;Success!;Check your inbox;Unsubscribe;Get updates
    Support us;Donate;Donate now;Give today;Support our journalism;Buy me a coffee;Become a patron;Advertise with us
    Advertisement;Advertising;Sponsored;Sponsored content;Paid content;Promoted;Partner content;Ad;AD;- Advertisement -
    Article continues below;Story continues below;Scroll to continue;Ad feedback;Remove ads;Why this ad?;Presented by {org}
    Brought to you by {org};In partnership with {org};Powered by {org};Hide;Close;Close ad;Dismiss;X;OK;Got it
    Comments;{num} comments;{num} Comments on this story;No comments yet;Leave a reply;Leave a comment;Add a comment
    Post a comment;Add your thoughts;Join the conversation;Join the discussion;View comments;Hide comments;Comments are closed
    Be the first to comment;Reply;Reply to {name};Cancel reply;Report comment;Upvote;Most liked;Newest;Oldest;Sort by best
    {num} replies;{num} Likes;{num} shares;{num} views;{num} people like this;{bignum} views;{bignum} followers;{num} Responses
    Notify me of new posts by email;Name *;Website;Save my name;Your rating;Rate this;Rate this article;Rating: {rating}/5
    {rating} out of 5 stars;{num} ratings;{num} votes;Was this helpful?;Was this page helpful? Yes No;Yes;No;Helpful? {num}
    Play;Pause;Mute;Unmute;Play video;Watch now;Watch the video;Loading video...;Video player;Now playing;Up next;Replay
    Skip ad;Fullscreen;Settings;Quality;Subtitles;Captions;Playback speed;1x;Volume;{clock};{clock} / {clock};Live
    Chapters;Transcript;Show transcript;Download audio;Embed;Autoplay;Next video;Watch on YouTube;Listen on Spotify
    Next;Previous;Next page;Previous page;Next article;Previous post;Next Post;Older posts;Newer posts;« Prev;Next »;First;Last
    Page {small} of {num};1 2 3 4 5 ... {num};1 2 3 Next;Slide {small} of {num};{small}/{num};{small} of {num};Showing 1-10 of {num}
    Swipe to see more;Previous slide;Next slide;Go to slide {small};View gallery;Open gallery;{small} photos;Enlarge image
    Click to enlarge;Tap to zoom;Expand image;Image source;View in full screen;Show caption;Hide caption;Gallery
    Accept;Accept all;Accept cookies;Accept & continue;Reject all;Decline;Only necessary;Manage preferences;Cookie settings
    Customize;Save preferences;Privacy choices;Do not sell my info;Your Privacy Choices;Strictly necessary;Always active
    Privacy;Privacy policy;Terms of use;Terms & Conditions;Cookie policy;Accessibility;Accessibility statement;Imprint;Legal
    Disclaimer;About;About us;About the author;Our team;Our story;Mission;Careers;Press;Press room;Media kit;Investors;Help
    Help center;FAQs;Feedback;Send feedback;Contact;RSS feed;Mobile site;Desktop version;Sitemap;All rights reserved
    Opens in new window;(opens in a new tab);Opens external site;External link;Screen reader only;Screen-reader friendly
    Use arrow keys to navigate;Press Enter to submit;Close dialog;Close this module;Modal window;Loading;Loading...;Please wait
    Add to cart;Add to bag;Add to wishlist;Buy now;Buy on Amazon;Check price;Check Price on Amazon;View deal;See deal;Shop now
    Shop the story;In stock;Out of stock;Sold out;Free shipping;Free returns;Checkout;Your cart is empty;Cart ({small});Quantity
    Size guide;Sale!;Save {pct}%;{currency}{num}.99;From {currency}{num};was {currency}{num} now {currency}{num};Compare;Quick view
    Write a review;Customer reviews;See all {num} reviews;SKU: {bignum};Free delivery over {currency}{num};Gift cards;Store locator
    Download on the App Store;Get it on Google Play;Available on Android;Scan the QR code;Open in app;Get the app;Use app;Not now
    Download our app;Install;Sponsored by {org};Trending;Trending now;Popular;Most popular;Most read;Latest;Latest news;Breaking
    Featured;Editor's picks;Top stories;Just in;Hot topics;Live updates;New;Updated;Exclusive;Premium;Members only;Subscriber only
    Free article {small} of {small};{small} min read;{small} minutes to read;Reading time: {small} minutes;Est. reading time {small}m
    Topics;Tags;Categories;Archives;Select month;Recent posts;Recent comments;Meta;Related;Sources;Citation;Cite this article
    Show references;Article metrics;View metrics;Author information;Article history;Corrections;Reprints;Permissions;Rights
    English;Español;Français;Select language;Change language;Translate;Select your country;Change location;Set store;EN | ES | FR
    Summarize with AI;Ask a question;Chat with us;Start chat;We're online;Leave us a message;Notifications;Turn on notifications
    Allow;Block;Enable notifications;Follow topic;Add to calendar;RSVP;Register now;Get tickets;Save my seat;Apply now;Apply today
    Find a doctor;Make an appointment;Book now;Check availability;View map;Get directions;Open now;Hours;Call {phone};{phone}
    See also;Original text;Advertise;Media inquiries;Submit a tip;Send us a tip;Got a story?;Write for us;Guest post;Submit news
    Copyright {year};© {year} {site};© {year} {org};View profile;View bio;More by {name};More from {site};More posts;All posts
    Views: {bignum};Post Views: {num};Shares {num};Share 0;Tweet {num};Total 0;Hits: {bignum};Visits: {num};Words: {bignum}""")

_SHORT: dict[str, tuple[str, ...]] = {
    "en": _SHORT_EN,
    "de": _cells("""Startseite;Menü;Zum Inhalt springen;Nach oben;Suche;Anmelden;Abmelden;Registrieren;Mein Konto
        Passwort vergessen?;Jetzt abonnieren;Newsletter abonnieren;Teilen;Drucken;Merken;Artikel teilen;Kommentare
        {num} Kommentare;Kommentar schreiben;Antworten;Anzeige;Werbung;Mehr lesen;Weiterlesen;Mehr anzeigen;Alle anzeigen
        Weiter;Zurück;Nächster Artikel;Seite {small} von {num};Impressum;Datenschutz;AGB;Kontakt;Über uns
        Alle akzeptieren;Nur notwendige Cookies;Einstellungen;In den Warenkorb;Jetzt kaufen;inkl. MwSt.;Lesezeit: {small} Min.
        Schlagwörter;Themen;Video abspielen;Bild: dpa;Foto: {name};Zur Merkliste hinzufügen;Jetzt herunterladen"""),
    "fr": _cells("""Accueil;Menu;Aller au contenu;Haut de page;Rechercher;Se connecter;S'inscrire;Mon compte;S'abonner
        Mot de passe oublié ?;Partager;Partager sur {social};Imprimer;Commenter;{num} commentaires;Laisser un commentaire
        Répondre;Publicité;Lire la suite;Lire aussi;Voir plus;Tout voir;Suivant;Précédent;Page {small} sur {num}
        Mentions légales;Politique de confidentialité;Contact;Qui sommes-nous ?;Tout accepter;Tout refuser
        Personnaliser;Ajouter au panier;Acheter;Article réservé aux abonnés;Temps de lecture : {small} min;Crédit photo : {agency}
        Je m'inscris;Écouter l'article;Offrir l'article;À la une;Les plus lus;Newsletter;Plan du site"""),
    "es": _cells("""Inicio;Menú;Ir al contenido;Volver arriba;Buscar;Iniciar sesión;Registrarse;Mi cuenta;Suscríbete
        ¿Olvidaste tu contraseña?;Compartir;Compartir en {social};Imprimir;Comentar;{num} comentarios;Deja un comentario
        Responder;Publicidad;Leer más;Seguir leyendo;Ver más;Ver todo;Siguiente;Anterior;Página {small} de {num};Aviso legal
        Política de privacidad;Contacto;Quiénes somos;Aceptar todas;Rechazar;Configurar cookies;Añadir al carrito;Comprar
        Lectura: {small} min;Foto: {agency};Etiquetas;Lo más visto;Última hora;Boletín;Síguenos en {social}"""),
    "pt": _cells("""Início;Menu;Ir para o conteúdo;Voltar ao topo;Pesquisar;Entrar;Cadastre-se;Minha conta;Assine já
        Esqueceu a senha?;Compartilhar;Compartilhe no {social};Imprimir;Comentar;{num} comentários;Deixe um comentário
        Responder;Publicidade;Leia mais;Continue lendo;Ver mais;Ver tudo;Próximo;Anterior;Página {small} de {num}
        Política de privacidade;Termos de uso;Contato;Quem somos;Aceitar todos;Recusar;Adicionar ao carrinho;Comprar
        Tempo de leitura: {small} min;Foto: {agency};Mais lidas;Últimas notícias;Siga-nos no {social};Continua após a publicidade"""),
    "it": _cells("""Home;Menu;Vai al contenuto;Torna su;Cerca;Accedi;Registrati;Il mio account;Abbonati;Abbonati ora
        Password dimenticata?;Condividi;Condividi su {social};Stampa;Commenta;{num} commenti;Lascia un commento;Rispondi
        Pubblicità;Leggi tutto;Continua a leggere;Leggi anche;Mostra altro;Successivo;Precedente;Pagina {small} di {num}
        Informativa privacy;Note legali;Contatti;Chi siamo;Accetta tutti;Rifiuta;Aggiungi al carrello;Acquista ora
        Tempo di lettura: {small} minuti;Foto: {agency};Più letti;Ultime notizie;Seguici su {social}"""),
    "nl": _cells("""Home;Menu;Naar hoofdinhoud;Terug naar boven;Zoeken;Inloggen;Registreren;Mijn account;Abonneer je nu
        Wachtwoord vergeten?;Delen;Deel via {social};Afdrukken;Reageer;{num} reacties;Plaats een reactie;Beantwoorden
        Advertentie;Lees meer;Lees verder;Lees ook;Toon meer;Volgende;Vorige;Pagina {small} van {num};Privacybeleid
        Algemene voorwaarden;Contact;Over ons;Alles accepteren;Weigeren;In winkelwagen;Bestel nu;Leestijd: {small} minuten
        Foto: {agency};Meest gelezen;Laatste nieuws;Volg ons op {social};Cookie-instellingen"""),
    "sv": _cells("""Hem;Meny;Hoppa till innehåll;Till toppen;Sök;Logga in;Logga ut;Skapa konto;Mina sidor;Prenumerera
        Glömt lösenord?;Dela;Dela på {social};Skriv ut;Kommentera;{num} kommentarer;Lämna en kommentar;Svara;Annons
        Läs mer;Läs vidare;Läs också;Visa fler;Nästa;Föregående;Sida {small} av {num};Integritetspolicy;Kontakta oss;Om oss
        Godkänn alla;Avvisa;Hantera cookies;Lägg i varukorg;Köp nu;Lästid: {small} min;Foto: {agency};Mest läst
        Senaste nytt;Följ oss på {social}"""),
    "pl": _cells("""Strona główna;Menu;Przejdź do treści;Do góry;Szukaj;Zaloguj się;Wyloguj;Zarejestruj się;Moje konto
        Zapomniałeś hasła?;Udostępnij;Udostępnij na {social};Drukuj;Skomentuj;{num} komentarzy;Dodaj komentarz;Odpowiedz
        Reklama;Czytaj dalej;Czytaj więcej;Zobacz także;Pokaż więcej;Następny;Poprzedni;Strona {small} z {num}
        Polityka prywatności;Regulamin;Kontakt;O nas;Akceptuję;Odrzuć wszystkie;Dodaj do koszyka;Kup teraz
        Czas czytania: {small} min;Fot. {agency};Najczęściej czytane;Najnowsze;Obserwuj nas na {social}"""),
    "ru": _cells("""Главная;Меню;Перейти к содержимому;Наверх;Поиск;Войти;Выйти;Регистрация;Личный кабинет;Подписаться
        Забыли пароль?;Поделиться;Поделиться в {social};Распечатать;Комментарии;{num} комментариев;Оставить комментарий
        Ответить;Реклама;Читать далее;Читать полностью;Читайте также;Показать ещё;Следующая;Предыдущая
        Страница {small} из {num};Политика конфиденциальности;Контакты;О нас;О проекте;Принять все;В корзину;Купить
        Время чтения: {small} мин;Фото: {agency};Самое читаемое;Последние новости;Мы в {social};Просмотров: {num};Теги"""),
    "zh": _cells("""首页;菜单;跳至内容;返回顶部;搜索;登录;注册;退出;我的账户;忘记密码?;订阅;分享;分享到微信;分享到微博
        打印;收藏;点赞 {num};评论;{num}条评论;发表评论;回复;广告;阅读全文;阅读更多;查看更多;展开;收起;下一页;上一页
        第{small}页 共{num}页;隐私政策;使用条款;联系我们;关于我们;接受全部;加入购物车;立即购买;责任编辑:{name};来源:{site}
        热门文章;最新文章;扫码关注;下载APP;版权声明;浏览 {num} 次;字号:大 中 小;举报"""),
    "ja": _cells("""ホーム;メニュー;本文へスキップ;ページトップへ;検索;ログイン;ログアウト;会員登録;マイページ
        パスワードを忘れた方;購読する;シェア;シェアする;ツイート;印刷;コメント;{num}件のコメント;コメントを書く;返信;広告
        続きを読む;もっと見る;すべて表示;次へ;前へ;次のページ;{small}/{num}ページ;プライバシーポリシー;利用規約
        お問い合わせ;会社概要;同意する;カートに入れる;今すぐ購入;人気記事;最新記事;関連記事;はてなブックマーク
        LINEで送る;フォローする;スポンサーリンク;目次;公式アプリ;無料会員登録"""),
}

# -------------------------------------------------------------------- long furniture

_LONG: dict[str, tuple[str, ...]] = {
    "en": _rows("""
        [Get|Receive|Enjoy] our {freq} [roundup|digest|dispatch|briefing] of {beat} [in your inbox|by email|before breakfast], [no spam, ever|completely free|plus {deal}].
        [Like|Enjoyed|Love] what you [read|see|just read]? [Join|Be one of] {bignum} [readers|subscribers|people] who get our {freq} email.
        Sign up for [the {site} newsletter|our {freq} newsletter|{adj} {noun}, our {freq} email] [and get {deal}|to stay on top of {beat}|and never miss a post].
        Want more stories like this? [Drop your email below|Sign up here|Subscribe today] and we'll send you the best of {site} every {weekday}.
        By [submitting|signing up|clicking subscribe|providing your email], you agree to our Terms of [Use|Service] and [acknowledge|accept] our Privacy [Policy|Notice]. You can [unsubscribe|opt out] at any time.
        We respect your privacy. [Unsubscribe at any time.|Your information will never be shared.|No spam, we promise.]
        This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.
        Thank you for [subscribing|signing up]! Please check your email to confirm your [subscription|address].
        {site} is reader-supported. When you [buy|shop] through links on our site, we may earn [a small commission|an affiliate commission] at no [extra|additional] cost to you.
        As an Amazon Associate, {site} earns from qualifying purchases.
        Disclosure: [Some of the links above|Certain links in this post] are affiliate links, meaning that [we|I] may get a [small cut|commission] if you [make a purchase|decide to buy something].
        Our editors [independently select|research and test] every product. If you buy something through our links, [{org}|{site}|we] may earn a commission.
        Prices and availability were accurate at the time of publication [but are subject to change|and may vary by retailer].
        Copyright {year} {org}. All rights reserved. This material may not be published, broadcast, rewritten or redistributed [without permission|in any form].
        © {year} {org}. [All Rights Reserved.|Registered in England and Wales.|A division of {last} Holdings.|Use of this site constitutes acceptance of our User Agreement.]
        No part of this [article|site|publication] may be reproduced without the [prior|express] written [consent|permission] of {org}.
        Republish our articles for free, online or in print, under a Creative Commons licence.
        Unless otherwise noted, content on this [site|blog] is licensed under CC BY-[SA|NC|ND] 4.0.
        Please keep your comments [respectful|civil] and on [topic|point]. [Personal attacks|Links and ads|Abusive posts] will be [removed|deleted by our moderators].
        Comments are moderated [before they are published|by the {site} team] and may take [a few hours|up to {small} days] to appear. See our [community guidelines|house rules].
        We reserve the right to [edit or remove|close] comments [at any time|that violate our guidelines]. The views expressed are those of the commenters, not of {site}.
        You must be [logged in|a registered user|a paying subscriber] to [post a comment|join the discussion|reply to this topic].
        This site uses Akismet to reduce spam. Learn how your comment data is processed.
        We and our {num} partners [store and/or access information on a device|use cookies and similar technologies] to [deliver personalised ads|measure traffic|improve your experience].
        This website [stores cookies on your computer|uses cookies] [to remember you|for analytics and personalised content]. [To find out more|For details], [see|read] our [Privacy|Cookie] Policy.
        [Some features|This video|This embedded content] may not [work|be available] because of your [cookie|privacy] settings. [Change your preferences|Click here to allow cookies] to view it.
        Your browser [does not support|is blocking] the [video|audio] [tag|element]. Please [upgrade|try a different browser].
        You need to enable JavaScript to [run this app|use this feature|see this page correctly].
        You have {small} free [articles|stories] remaining this month. [Subscribe|Log in|Register] to keep reading.
        This [article|story|content] is [for subscribers only|exclusive to members|available to premium readers]. [Already subscribed? Log in|Start your trial for {currency}1].
        To continue reading, [log in|subscribe|create a free account] [today|below]. Plans start at {currency}{small} a [week|month]. Cancel anytime.
        Get unlimited [digital access|access to {site}] for just {currency}{small} [per month|for the first {small} weeks].
        [Independent|Local|Nonprofit] journalism [costs money|needs your help|is under threat]. [Please consider|If you can, please support us by] making a [tax-deductible|one-off|monthly] donation [to {site}|today].
        Your [gift|donation|support] of {currency}{num} [helps us|makes it possible for us] to keep [reporting on {beat}|our site free for everyone].
        {site} is a nonprofit newsroom [covering|that reports on] {beat}. [Donate today|Support our work] [to keep it free|and your gift will be matched].
        {name} is a {job} [at|for] {site} covering {beat}. [She|He] lives in {city} and [enjoys|spends weekends] {hobby}.
        {name} is a {job} based in {city}. [Her|His|Their] work has appeared in {site}, {site} and {site}.
        About the author: {name} has [been writing|written] about {beat} for [more than|over] {small} years. Follow [her|him] on {social}: {handle}
        {name} [joined {site} in {year}|has worked at {site} since {year}] after [stints|jobs] at {site} and {site}. [Reach|Contact] [him|her] at {email}.
        [Before joining|Prior to] {site}, {first} [was a {job} in {city}|studied at the University of {city}|spent {small} years at {org}]. When not writing, [she|he] is usually {hobby}.
        {first} {last}, [PhD|MD|RN|MBA|CFP], is a {job} who specializes in {beat}. [Connect|Find {first}] on {social}.
        Contact {name} at {email} or [{phone}|follow {handle} on {social}].
        About {org}: [Founded|Established] in {year}, {org} is a [leading provider of|global leader in|family-owned company devoted to] {topicw} [solutions|products] with offices in {city} and {city}. [For more information, visit|Learn more at] {domain}.
        {site} [is owned and operated|is published] by {org}, {num} {last} Street, {city}. Company number {bignum}.
        {site} is your [trusted|go-to|number one] source for [news and advice|tips and guides] on {beat}.
        [The information|The content] [provided on this website|in this post] is for [general informational|educational] purposes only and [is not a substitute for|does not constitute] [professional medical|legal|financial|investment] advice.
        Always [consult|seek the advice of] a qualified [professional|physician|financial adviser] before [making any decisions|starting a new treatment|acting on this information].
        The views and opinions expressed [here|in this article] are those of the author and do not necessarily reflect the [position|policy] of {site} [or its affiliates|].
        Past performance is [no guarantee|not indicative] of future results. Capital at risk.
        [Advertiser|Editorial] disclosure: {site} may [receive|be paid] compensation from [partners|advertisers] whose [offers|products] appear on this page. [This does not influence our reviews.|Opinions are our own.]
        [Join us|Register now|Save the date]: our {event} takes place [on {date}|this {weekday} at {clock12}] in {city}. [Tickets from {currency}{num}.|Spots are limited.|Free for members.]
        [Don't miss|Sign up for] our [upcoming|free|next] {event} with {name}, {job} at {org}, [on {date}|live on {social}].
        [Watch the recording|Register for the webinar] [to learn how|and discover how] {org} [cut costs by {pct}%|grew revenue {pct}%|doubled its leads].
        [Take {site} with you|Stay informed on the go]: download our [free|new] app for [iOS and Android|iPhone, iPad and Android] and [get breaking alerts|read offline].
        [Download the {site} app|Get our app] [from the App Store or Google Play|today] for [live scores|alerts|exclusive deals|personalised news].
        This [story|article|post|piece] [first appeared|was originally published|originally ran] [in|on] {site} [on {date}|and is republished with permission|].
        [This article is republished from|Reprinted courtesy of] {site} under a Creative Commons license. Read the original [article|here].
        A version of this [article|story] appears in print on {date}, Section {initial}, Page {small} of the [{city}|New York|national] edition.
        [Have|Got] a [tip|story|news tip|confidential tip]? [Email|Write to|Contact] [us at|our newsdesk at|the reporter at] {email} [or call {phone}|or message us on Signal|].
        [Do you have|Got] [a question|feedback|something to add] about this [story|article]? [Let us know at|Send a letter to] {email}.
        [Spotted|Found|See] [a typo|an error|a mistake]? [Tell us|Report it here|Highlight it and press Ctrl+Enter].
        [Editing|Reporting|Additional reporting] by {name} [in {city}|and {name}]; [editing|translation] by {name}
        Join the conversation with our community: [what do you think|how has this affected you]? [Share|Leave] your [thoughts|experience] in the comments [below|section].
        [Let us know|Tell us] what you think in the comments below[!| or on {social} {handle}.]
        If you [liked|enjoyed] this [post|article], please [share it|consider sharing it] [with a friend|on {social}] [and subscribe|or buy us a coffee].
        [Follow|Like] [us|{site}] on {social}, {social} and {social} [for more {topicw} news|to never miss an update|for daily inspiration].
        [Subscribe to our YouTube channel|Listen to our podcast|Join our {social} group] for [more|weekly] [tips|stories|videos] [on {beat}|].
        Are you looking for [a new {product}|help with {beat}|{trade} services in {city}]? [Call us|Contact our team] [at {phone}|today] for a free [quote|consultation].
        [Ready to|Want to] [get started|take the next step|grow your business]? [Book a call|Schedule a demo|Contact {org}] [today|with one of our experts].
        [Shop|Browse] our [full|new] [range|collection] of {product}s [and get {deal}|with {deal}]. [Use code {CODE} at checkout.|Offer ends {weekday}.]
        [Enter|Use] [code|promo code] {CODE} [at checkout for|to get] {deal}.
        [Limited time offer|Today only]: {deal} on all orders over {currency}{num}.
        Free [standard|express] shipping on orders over {currency}{num} and {num}-day [returns|money-back guarantee].
        [Photo|Image] [credit|by|courtesy of]: {name}/{agency} [via {site}|]
        {scene}. [Photo:|Photograph:|Credit:] {name}/{agency}
        [Featured image|Cover photo|Header image] by {name} on {agency}.
        The [Associated Press|{site}] is an independent [global|local] news organization dedicated to factual reporting.
        {site} participates in various affiliate [marketing|advertising] programs, [which means we get paid commissions|designed to provide a means for sites to earn fees].
        This [post|article|content] was [created|produced|sponsored] by {org} [and does not reflect the views of {site}|in collaboration with {site}].
        [This content is provided by|The following is a press release from] {org}. {site} [is not responsible for|does not endorse] its content.
        [View|See|Read] our [latest|other] [guides|posts|case studies] on [{beat}|{beat} and {beat}].
        [Check out|Have a look at] our [other guides|resource library|blog] for more on {beat}[.|!]
        The owner of this [site|domain] has [chosen to receive|enabled] [browser notifications|push alerts]. Click Allow to [subscribe|continue].
        We've sent a [confirmation|verification] [link|code] to your email. [Didn't get it? Resend|Please check your spam folder].
        An error occurred [while processing your request|]. Please try again [later|in a few minutes].
        Fields marked with an asterisk (*) are [required|mandatory].
        You are using an outdated browser. Please upgrade your browser to improve your experience and security.
        We noticed you're using an ad blocker. [Please whitelist|Please consider turning it off for] {site} [so we can keep paying our writers|].
        Sorry, [we couldn't find any posts|this content is not available in your region]. Please try a different search.
        {name} contributed to this [report|story].
        {num} [people|readers] [found this helpful|are reading this now|have viewed this page]
        Last [updated|modified|reviewed] [on|:] {date} by {name}
        Medically [reviewed|fact-checked] by {name}, [MD|RN|PharmD] [on {date}|— written by {name}]
        [Add|Choose] {site} as a preferred source on Google [to see more of our coverage|].
        [Cite this article|How to cite]: {last}, {initial}. ({year}). Retrieved {date}, from https://{domain}/{slugword}-{num}
        """),
    "de": _rows("""
        Melden Sie sich für unseren {freqde} Newsletter an und verpassen Sie keine Neuigkeiten [rund um {topicw}|mehr].
        Mit der Anmeldung akzeptieren Sie unsere Datenschutzerklärung. Sie können sich jederzeit wieder abmelden.
        Wir verwenden Cookies, um [Inhalte und Anzeigen zu personalisieren|unsere Website für Sie zu verbessern]. [Mehr erfahren|Weitere Informationen in der Datenschutzerklärung].
        Dieser Artikel enthält Affiliate-Links. Wenn Sie darüber einkaufen, erhalten wir eine [kleine Provision|Vergütung], der Preis ändert sich für Sie nicht.
        Dieser Inhalt ist nur für Abonnenten [verfügbar|zugänglich]. Jetzt {small} Wochen für {small} Euro testen.
        {name} ist [Redakteurin|freier Journalist] bei {site} und schreibt über [Politik|Technik|Gesundheit|Wirtschaft]. [Sie|Er] lebt in [Berlin|Köln|Wien|Leipzig].
        © {year} {org} Alle Rechte vorbehalten. [Vervielfältigung nur mit Genehmigung.|Nutzung nur für private Zwecke.]
        Haben Sie Hinweise zu diesem Thema? Schreiben Sie uns an {email}.
        Folgen Sie uns auf {social} und {social}, um auf dem Laufenden zu bleiben.
        Ihre E-Mail-Adresse wird nicht veröffentlicht. Erforderliche Felder sind mit * markiert.
        """),
    "fr": _rows("""
        Inscrivez-vous à notre newsletter [quotidienne|hebdomadaire|gratuite] et recevez [l'essentiel de l'actualité|nos meilleurs articles] [chaque matin|par e-mail].
        En vous inscrivant, vous acceptez nos conditions générales et notre politique de confidentialité.
        Nous utilisons des cookies pour [améliorer votre expérience|mesurer l'audience|personnaliser les contenus]. Vous pouvez changer d'avis à tout moment.
        Cet article est réservé [aux abonnés|à nos membres]. [Il vous reste {pct}% à lire.|Abonnez-vous à partir de {small} € par mois.]
        {name} est journaliste [au service économie|spécialiste des questions de santé|à Lyon] pour {site}.
        Cet article contient des liens affiliés : {site} peut percevoir une commission sans surcoût pour vous.
        © {year} {org}. Tous droits réservés. Toute reproduction interdite sans autorisation.
        Suivez toute l'actualité de {site} sur {social} et {social}.
        Une information à nous transmettre ? Écrivez-nous à {email}.
        Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *
        """),
    "es": _rows("""
        Suscríbete a nuestro boletín [diario|semanal|gratuito] y recibe [las mejores historias|las noticias más importantes] en tu correo.
        Al suscribirte aceptas nuestra política de privacidad y los términos de uso.
        Usamos cookies [propias y de terceros|] para [mejorar tu experiencia|mostrarte publicidad personalizada]. Si continúas navegando, aceptas su uso.
        Este contenido es exclusivo para suscriptores. [Suscríbete por {small} € al mes|Regístrate gratis para seguir leyendo].
        {name} es periodista [de {site}|especializada en tecnología|y escribe sobre economía]. Vive en [Madrid|Bogotá|Lima|Valencia].
        Este artículo puede contener enlaces de afiliados por los que {site} recibe una comisión.
        © {year} {org}. Todos los derechos reservados. Prohibida su reproducción total o parcial.
        ¿Tienes una historia que contar? Escríbenos a {email}.
        Síguenos en {social}, {social} y {social} para no perderte nada.
        Tu dirección de correo electrónico no será publicada. Los campos obligatorios están marcados con *
        """),
    "pt": _rows("""
        Assine nossa newsletter [diária|semanal] e receba [as principais notícias|conteúdo exclusivo] no seu e-mail.
        Ao se cadastrar, você concorda com os nossos termos de uso e a política de privacidade.
        Utilizamos cookies para [melhorar sua experiência|personalizar anúncios]. Ao continuar navegando, você concorda com a nossa política.
        Conteúdo exclusivo para assinantes. [Assine por R$ {small} por mês|Faça login para continuar lendo].
        {name} é [jornalista|repórter|colunista] e escreve sobre [economia|saúde|tecnologia] para {site}.
        © {year} {org}. Todos os direitos reservados. É proibida a reprodução sem autorização.
        Siga o canal de {site} no {social} e receba as notícias em primeira mão.
        Tem alguma sugestão de reportagem? Envie para {email}.
        O seu endereço de e-mail não será publicado. Campos obrigatórios são marcados com *
        """),
    "it": _rows("""
        Iscriviti alla nostra newsletter [settimanale|gratuita] per ricevere [le ultime notizie|i nostri consigli] via email.
        Iscrivendoti accetti i termini di servizio e l'informativa sulla privacy.
        Questo sito utilizza cookie [tecnici e di profilazione|] per [migliorare la navigazione|mostrare annunci in linea con i tuoi interessi].
        Questo contenuto è riservato agli abbonati. [Abbonati a {small} € al mese|Accedi per continuare a leggere].
        {name} è [giornalista|caporedattore|collaboratrice] di {site} e si occupa di [esteri|salute|cinema|economia].
        © {year} {org}. Tutti i diritti riservati. Riproduzione riservata.
        Seguici su {social} e {social} per restare aggiornato.
        Hai una segnalazione da farci? Scrivi a {email}.
        Il tuo indirizzo email non sarà pubblicato. I campi obbligatori sono contrassegnati *
        """),
    "nl": _rows("""
        Schrijf je in voor onze [wekelijkse|gratis|dagelijkse] nieuwsbrief en ontvang [het beste van {site}|het laatste nieuws] in je inbox.
        Door je aan te melden ga je akkoord met onze algemene voorwaarden en ons privacybeleid.
        Wij gebruiken cookies om [je ervaring te verbeteren|advertenties persoonlijk te maken]. Lees meer in ons cookiebeleid.
        Dit artikel is alleen voor abonnees. [Probeer {small} weken voor € {small}|Log in om verder te lezen].
        {name} is [redacteur|freelance journalist] bij {site} en schrijft over [politiek|economie|reizen].
        © {year} {org}. Alle rechten voorbehouden.
        Heb je een tip voor de redactie? Mail naar {email}.
        Volg ons op {social} en blijf op de hoogte.
        """),
    "sv": _rows("""
        Anmäl dig till vårt [dagliga|kostnadsfria] nyhetsbrev och få [de viktigaste nyheterna|våra bästa tips] direkt i inkorgen.
        Genom att prenumerera godkänner du våra villkor och vår integritetspolicy.
        Vi använder cookies för att [förbättra din upplevelse|anpassa annonser]. Läs mer i vår cookiepolicy.
        Den här artikeln är låst. [Bli prenumerant från {num} kr i månaden|Logga in för att läsa vidare].
        {name} är [reporter|redaktör|frilansjournalist] på {site} och bor i [Malmö|Göteborg|Umeå].
        © {year} {org}. Allt material är skyddat enligt upphovsrättslagen.
        Har du tips till redaktionen? Mejla {email}.
        Följ oss på {social} för fler nyheter.
        """),
    "pl": _rows("""
        Zapisz się do naszego [bezpłatnego|cotygodniowego] newslettera i otrzymuj [najważniejsze informacje|najlepsze teksty] prosto na swoją skrzynkę.
        Zapisując się, akceptujesz regulamin oraz politykę prywatności.
        Ta strona używa plików cookie w celu [personalizacji treści|prowadzenia statystyk]. Możesz zmienić ustawienia w przeglądarce.
        Dalsza część artykułu dostępna tylko dla subskrybentów. Wykup dostęp już od {small} zł miesięcznie.
        {name} – [dziennikarz|redaktorka] serwisu {site}, zajmuje się [ekonomią|zdrowiem|techniką].
        © {year} {org}. Wszelkie prawa zastrzeżone.
        Masz ciekawy temat? Napisz do nas: {email}
        Obserwuj nas na {social}, aby być na bieżąco.
        """),
    "ru": _rows("""
        Подпишитесь на нашу [ежедневную|бесплатную] рассылку и получайте [главные новости|лучшие материалы] на почту.
        Нажимая кнопку, вы соглашаетесь с политикой конфиденциальности и условиями использования.
        Мы используем файлы cookie, чтобы [сайт работал лучше|показывать подходящую рекламу]. Продолжая пользоваться сайтом, вы соглашаетесь с этим.
        Материал доступен только подписчикам. [Оформите подписку за {num} рублей|Войдите, чтобы читать дальше].
        Подписывайтесь на наш канал в [Telegram|VK|Дзене], чтобы не пропустить самое важное.
        © {year} {org}. Все права защищены. При использовании материалов ссылка на источник обязательна.
        Нашли ошибку? Выделите её и нажмите Ctrl+Enter.
        Хотите рассказать свою историю? Пишите на {email}.
        Ваш адрес email не будет опубликован. Обязательные поля помечены *
        """),
    "zh": _rows("""
        订阅我们的[每日|每周]电子报,第一时间获取[最新资讯|精彩内容]。
        本网站使用 Cookie [以改善您的浏览体验|分析流量],继续浏览即表示您同意我们的隐私政策。
        本文为会员专享内容,[登录|开通会员]后可阅读全文。
        声明:本文由{site}原创,未经授权不得转载,违者必究。
        免责声明:本文仅代表作者个人观点,与{site}无关,不构成任何投资建议。
        扫描下方二维码,关注{site}官方微信公众号,获取更多精彩内容。
        版权所有 © {year} {site} 京ICP备{num}0{num}1号-{small}
        如有侵权,请联系 {email} 删除。
        """),
    "ja": _rows("""
        [無料|週刊]メールマガジンに登録して、最新情報を[いち早く|毎週]受け取りましょう。
        当サイトではクッキーを使用しています。[詳しくはプライバシーポリシーをご覧ください|閲覧を続けることで同意したものとみなされます]。
        この記事は会員限定です。[ログイン|無料会員登録]すると続きをお読みいただけます。
        本記事にはアフィリエイト広告が含まれています。
        © {year} {site} All Rights Reserved. 記事・写真の無断転載を禁じます。
        この記事が気に入ったら「いいね!」しよう。最新記事をお届けします。
        ご意見・ご感想は {email} までお寄せください。
        メールアドレスが公開されることはありません。* が付いている欄は必須項目です
        """),
}
_SLOTS["freqde"] = ("täglichen", "wöchentlichen", "kostenlosen")

# ------------------------------------------------------------------------------ spam

_SPAM: dict[str, tuple[str, ...]] = {
    "celebrity": _rows("""
        {name} [Net Worth|Age|Height|Husband|Wife|Biography|Wiki|Boyfriend|Siblings] [{year}|] [The Truth|Everything You Need To Know|Explored|]
        [Inside|Unveiling|Discover|Exploring|Meet] The [Life|World|Career|Rise] Of {name} [A Journey|From Humble Beginnings To Stardom|]
        Is {name} [Married|Still Alive|Related To {name}|Leaving The Show|Pregnant] [Facts And Rumors|]
        Who Is {name} [Dating|Married To] [In {year}|Now|]
        {name} And {name} [Relationship Timeline|Split What Happened|Wedding Photos|Kids]
        [The Enigmatic|The Iconic|The Talented] {name} [Star Of Stage And Screen|A Closer Look At Her Legacy|]"""),
    "leak": _rows("""
        {name} [Leaked|Leaks|Viral] [Video|Photos|Mms|Only Fans Content] [What Really Happened|The Untold Story|Full Clip|]
        [Exclusive|Shocking|Must See] {handle} [Leak|Scandal|Footage] [Uncovered|Revealed|Goes Viral On {social}]
        The [Truth|Controversy|Drama] Behind The {name} [Tape|Leak|Scandal]"""),
    "gambling": _rows("""
        [Best|Top {small}|Trusted|New] [Online Casino|Slot Sites|Betting Sites|Poker Rooms] [In {country}|{year}|For Real Money|No Deposit Bonus]
        [Situs|Daftar|Link] [Slot Gacor|Judi Online|Togel|Slot88] [Terpercaya|Hari Ini|Maxwin|Resmi {year}]
        {num} Free Spins No Deposit [{country}|{year}|Keep What You Win]
        {adj} {noun} Casino [Review|Login|Bonus Codes|App Download]
        How To Win At [Roulette|Blackjack|Baccarat|Slots] [Every Time|Without Losing|]
        [Bet365|1xbet|Mostbet|Parimatch] [Apk Download|Promo Code {CODE}|Login {country}]"""),
    "streaming": _rows("""
        [Watch|Stream|Download] [Movies|Kannada Movies|Anime|Live Football|Series] [Free Online|In Hd|On {film}] [Without Registration|{year}|]
        {film} [Alternatives|Proxy|Not Working|New Link|Free Account] [{year}|]
        [How To Watch|Where To Stream] {name} [Fight|Documentary|Concert] [Live|In {country}|For Free]
        {noun} {noun} Season {small} [Release Date|Episode {small} Recap|Cast|Ending Explained]"""),
    "pharma": _rows("""
        [Buy|Order|Cheap|Generic] {drug} [Online|Without Prescription|Overnight Delivery|In {country}] [{num} Mg|]
        {drug} [Side Effects|Dosage|Reviews|Vs {drug}|And Alcohol] [{year}|What To Know|]
        [Does|Can|Will] {drug} [Make You Tired|Cause Hair Loss|Help With Weight Loss|Show Up On A Drug Test]"""),
    "crypto": _rows("""
        {coin} Price Prediction [{year}|{year} {year} {year}|Today|After Halving]
        [Best|Top {small}] [Crypto Wallets|Meme Coins|Bitcoin Casinos|Exchanges] [To Buy Now|For Beginners|In {country}|{year}]
        How To [Buy|Mine|Stake|Swap] {coin} [With Paypal|In {country}|Without Id|On Your Phone]
        {coin} To Usd [Calculator|Live Chart|Converter]
        Ai [Trading Bot|Crypto Signals] [Review|Free Download|Scam Or Legit]"""),
    "loans": _rows("""
        [Payday|Personal|Bad Credit|Instant|Same Day] Loans [In {city}|Online|No Credit Check|Guaranteed Approval] [{currency}{num}|]
        [Best|Lowest] [Mortgage|Refinance|Car Insurance|Credit Card] Rates [In {state}|{year}|Today]
        How To [Fix Your Credit|Get Out Of Debt|Earn {currency}{num} A Day] [Fast|In {small} Steps|From Home]"""),
    "essay": _rows("""
        [Write My|Buy|Cheap|Custom] [Essay|Term Paper|Dissertation|Research Paper] [Online|For Me|Service|On {subject}]
        [Essay|Paper|Thesis] [On|About] {subject} [Examples|Topics|Outline|Introduction]
        {subject} [Homework Help|Case Study Solution|Coursework|Quizlet Answers]"""),
    "dating": _rows("""
        [Best|Free|Top {small}] [Dating Sites|Dating Apps|Hookup Sites] [For Over {num}|In {country}|For Professionals|{year}]
        [Meet|Chat With] [Single Women|Local Singles|Brides] [In {city}|Online|From {country}]
        [Verified|Independent|Vip] Companions In {city} [Call Now|Available Tonight|]
        How To [Tell If He Likes You|Get Your Ex Back|Text A Girl|Save Your Marriage]"""),
    "software": _rows("""
        {software} [Crack|Serial Key|Keygen|License Key|Activation Code] [{year}|Free Download|Full Version|V{small}.{small}]
        {game} [Mod Apk|Cheats|Unlimited Coins|Free Skins|Codes {month} {year}] [Unlimited Money|No Verification|]
        [Fix|How To Fix|Solved] {software} [Error {bignum}|Not Opening|Crash On Startup] [Windows {small}|]
        {software} Vs {software} [Which Is Better|Comparison|{year}]"""),
    "recipes": _rows("""
        [Easy|Best|Homemade|Healthy|Quick] {dish} [Recipe|In {num} Minutes|For Two|Without Eggs|Like Grandma Made]
        How [Long|Many Calories] [To Cook|To Bake|Are In] {dish}
        {num} [Dinner Ideas|{dish} Variations|Meal Prep Recipes] [For Busy Weeknights|You Will Love|]"""),
    "phone": _rows("""
        Who Called Me From {phone}
        {phone} [Scam Or Not|Owner Name|Reverse Lookup|Whatsapp Number]
        {org} Customer Service [Number|{phone}|Toll Free {phone}]"""),
    "local": _rows("""
        {trade} [In|Near] {city} [{state}|] [{phone}|Open 24 Hours|]
        [Best|Affordable|Emergency|Cheap|Top Rated] {trade} [{city}|Near Me|In {city} {state}|Services]
        {trade} Cost In {city} [{year} Guide|]
        [Apartments|Houses|Office Space] For Rent In {city} [Under {currency}{num}|]
        [Jobs|Things To Do|Hotels|Restaurants|Funeral Homes] [In|Near] {city}"""),
    "shopping": _rows("""
        [Best|Top {num}|Cheapest] {product}s [Of {year}|For Beginners|Under {currency}{num}|On Amazon|Reddit]
        {adj}{noun} {product} [Review|With {pct}% Off|Black Friday Deals|Replacement Parts|Manual Pdf]
        [Mens|Womens|Kids] {product} [Size {small}|Sale|Clearance|In Black]
        {num} Pack {product} [Stainless Steel|Waterproof|With Lid|For Travel]"""),
    "listicle": _rows("""
        {num} [Best|Stunning|Creative|Unique|Adorable] {thing} [For {year}|You Need To See|To Try Right Now|]
        [The Ultimate|A Complete|The Only|Your] Guide To {thing} [In {year}|For Beginners|Tips And Tricks|]
        [Discover|Unlock|Unleash|Master|Uncover] The [Secrets|Magic|Power|Art|Beauty] Of {thing} [Today|A Comprehensive Guide|]
        {thing} [Meaning|Pdf|Aesthetic|Near Me|For Girls|Quiz|Wholesale]
        [Why Does My|How Often Does A|Does Your] {animal} [Sleep So Much|Bite|Eat Bananas|Smell]
        {num} [Signs|Reasons|Things] [Your {animal}|You Should|That] [Is Sick|Never Ignore|Will Change Your Life]"""),
    "tech": _rows("""
        What Is [Edge Computing|A Vector Database|Zero Trust|Mesh Networking|Kubernetes|Rag] [And How Does It Work|Explained|]
        [Release Notes|Changelog|Getting Started|Pricing|Documentation] {adj}{noun} [V{small}.{small}|{year}|Cloud]
        [How I|Why We] [Built|Rewrote|Migrated] {adj}{noun} [In Rust|To Postgres|In A Weekend|]
        {topicw} [Trends|Statistics|Courses|Software|Degree Programs] [To Watch In {year}|{year}|Online|For Small Business]
        [Issue|Thread|Forum] {num} [Cannot Install|Stuck On|Error When Updating] {software}"""),
    "question": _rows("""
        [How much does|What is the cost of] a {product} [cost in {year}|]?
        [Is it safe to|Can you|Should I] [use|buy|return|clean] a {product} [every day|on Amazon|after {num} days|online]?
        What is the [best|cheapest|safest] {product} [for beginners|in {country}|right now]?
        [Where can I|How do I] [buy|watch|find|cancel] {film} [in {country}|for free|]?
        What [happened to|is wrong with] {name}?
        Does {org} [pay weekly|drug test|offer refunds]?
        Why is {name} [famous|trending] [on {social}|]?"""),
    "foreign": _rows("""
        [Mejores|Los {num} mejores|Comprar] [casinos online|préstamos rápidos|zapatillas baratas|hoteles] en [España|México|Chile] [{year}|]
        Cómo [descargar|ver|comprar] [películas|seguidores|criptomonedas] [gratis|sin tarjeta|online] [{year}|]
        [Beste|Günstige|Die {num} besten] [Online Casinos|Kredite ohne Schufa|Handytarife|Matratzen] [{year}|im Vergleich|kaufen]
        [Wie viel verdient|Wer ist] {name} [Vermögen|Freundin|]
        [Meilleur|Acheter|Comparatif] [casino en ligne|crédit rapide|matelas|robot aspirateur] [{year}|pas cher|avis]
        [Recette|Comment faire] [gâteau au chocolat|crêpes|un CV gratuit] facile
        [Melhores|Baixar|Como ganhar] [apostas|filmes grátis|dinheiro online|aplicativos] [{year}|no Brasil|]
        [Cara|Harga|Download] [Menghasilkan Uang|Hp Terbaru|Lagu Mp3|Film Sub Indo] [{year}|Terlengkap|Gratis]
        [Купить|Скачать|Смотреть] [диплом|фильм онлайн|программу|казино вулкан] [в Москве|бесплатно|{year}]
        [Migliori|Offerte] [scarpe da corsa|siti scommesse|assicurazione auto] [{year}|online]
        [Goedkope|Beste] [leningen|hotels in {city}|stofzuiger] [{year}|vergelijken]
        [Tải|Xem|Kèo] [game miễn phí|phim hay|nhà cái uy tín] [{year}|hôm nay]
        [免费|在线|最新][电影下载|彩票平台|真人娱乐][网站|官网|{year}]"""),
}
_TITLE_WORDS = _rows("""
    [Why|How] [the {city} council|{org}|your landlord|a {animal}] [could change|is rethinking|won't fix] {beat}
    {name} on {beat}, [failure and second chances|and what comes next]
    [Police|Officials|Experts|Researchers] [warn of|investigate|question] [new rules on|the cost of|a rise in] {beat}
    The [best|worst] {product}s [we tested this year|for every budget|of {year}]
    {city} [mayor|man|school|team] [wins|faces|announces] [award|charges|{currency}{num}m plan] [over|after] {beat}
    What [we know|to know] about {beat} [in {year}|so far|right now]
    {num} things [we learned|to watch|you missed] in {city} this week
    Opinion: {beat} [is broken|deserves better|needs a rethink]
    [Review|Interview|Podcast|Video]: {name} [and the art of|takes on|talks] {beat}
    How to [choose a {product}|make {dish}|save for retirement|talk to kids about {beat}]""")
_TITLES: dict[str, tuple[str, ...]] = {
    "en": _TITLE_WORDS,
    "de": _rows("""
        [Warum|Wie] {org} jetzt auf [Wasserstoff|Homeoffice|Künstliche Intelligenz] setzt
        {city}: [Polizei|Stadtrat|Feuerwehr] [sucht Zeugen|plant neue Regeln|warnt vor Betrügern]
        Die {num} besten [Rezepte|Tipps|Reiseziele] für [den Herbst|Anfänger|die Familie]
        {name} im Interview: „[Wir haben zu lange gewartet|Das war ein Fehler]“"""),
    "fr": _rows("""
        {name} : « [Nous devons changer de modèle|Rien n'est encore joué] »
        [Pourquoi|Comment] [le prix de l'essence|la réforme des retraites|le télétravail] [inquiète|divise|change tout]
        {num} [idées|recettes|conseils] pour [bien dormir|un week-end réussi|réduire ses factures]
        A {city}, [la mairie|un collectif] [relance le débat|veut sauver le cinéma]"""),
    "es": _rows("""
        [Por qué|Cómo] [el precio de la luz|la vivienda|la sequía] [preocupa|divide] a los vecinos de {city}
        {name}: «[No hay vuelta atrás|Queda mucho por hacer]»
        Los {num} [mejores|peores] [destinos|libros|móviles] de {year}
        [Qué se sabe|Lo que debes saber] [del accidente|de la nueva ley|del caso]"""),
    "pt": _rows("""
        [Por que|Como] [o preço dos alimentos|a nova lei|o dólar] [preocupa|muda a vida de] [moradores|empresas]
        {num} [dicas|receitas|filmes] para [economizar|o fim de semana|curtir em família]
        {name} [anuncia|comenta|nega] [saída|novo projeto|acusações]"""),
    "it": _rows("""
        [Perché|Come] [il caro bollette|la riforma|il turismo] [divide|preoccupa] [le famiglie|i sindaci]
        {num} [ricette|consigli|luoghi] [per l'estate|da non perdere|facili]
        {name}: «[Non mollo|È solo l'inizio]»"""),
    "nl": _rows("""
        [Waarom|Hoe] [de huizenprijzen|de stikstofregels] [blijven stijgen|iedereen bezighouden]
        {num} [tips|recepten|films] voor [het weekend|beginners]
        {name}: '[Ik had nooit gedacht dat dit zou lukken|Dit moet anders]'"""),
    "sv": _rows("""
        [Därför|Så] [stiger elpriset|påverkas du av nya reglerna|väljer allt fler tåget]
        {num} [tips|recept|filmer] för [helgen|nybörjare]
        {name}: "[Vi gör allt vi kan|Det var ett misstag]\""""),
    "pl": _rows("""
        [Dlaczego|Jak] [rosną ceny prądu|zmieni się prawo pracy|oszczędzać na zakupach]
        {num} [sposobów|przepisów|pomysłów] na [weekend|zdrowy sen]
        {name}: [to była trudna decyzja|nie mamy już czasu]"""),
    "ru": _rows("""
        [Почему|Как] [растут цены на жильё|изменятся пенсии|выбрать смартфон]
        {num} [советов|рецептов|фильмов] [для начинающих|на выходные]
        [Эксперты|Власти] [рассказали|предупредили] о [новых штрафах|погоде на неделю]"""),
    "zh": _rows("""
        [为什么|如何][房价持续上涨|选择笔记本电脑|提高睡眠质量]?
        {num}个[必看|实用][技巧|景点|电影]
        [专家|官方]:[新规将于明年实施|今年经济有望回暖]"""),
    "ja": _rows("""
        [なぜ|どうなる][物価高|円安|働き方改革]?専門家が解説
        {num}分でできる[簡単レシピ|時短メイク|ストレッチ]
        【{year}年版】おすすめ[スマホ|旅行先|映画]{small}選"""),
}
_KEYWORDS = _cells("""cheap flights;seo services;weight loss;buy followers;web design;home loans;best vpn;email marketing
    forex trading;used cars;data recovery;hair transplant;payday loan;vape shop;wedding dress;solar panels;online degree
    dropshipping;replica watches;yoga pants;student housing;dental implants;cash for cars;real estate agent;escape room
    free stock photos;private jet;golf clubs;keto diet;life insurance;app development;phone cases;nail salon;tarot reading""")

# -------------------------------------------------- headings, teasers, bylines, tails

_RELATED: dict[str, tuple[str, ...]] = {
    "en": _cells("""Related;Related articles;Related posts;Related stories;Related content;Related reading;Related coverage
        You may also like;You might also like;You might also enjoy;You may also be interested in;Recommended
        Recommended for you;Recommended reading;Recommended stories;More stories;More like this;More from {site}
        More from {name};More on this topic;More in {topicw};More {topicw} news;Read next;Read more;What to read next;Up next
        Latest posts;Latest from {site};Latest stories;Recent posts;Recent articles;Trending;Trending now;Trending stories
        Most read;Most popular;Popular posts;Popular this week;Popular on {site};Editor's picks;Editors' choice;Don't miss
        Don't miss these;In case you missed it;ICYMI;Top stories;Must read;Must reads;Further reading;See also;Also read
        Also on {site};From our partners;From around the web;Around the web;Sponsored stories;Promoted stories;Paid content
        Suggested for you;Similar posts;Similar articles;Keep exploring;Explore more;Discover more;Continue exploring
        Next in {topicw};Other articles;Other news;Our latest;The latest;Today's headlines;Headlines;In this section
        In this series;Also in this issue;Featured posts;Featured stories;Hot right now;Best of {site};Customers also viewed
        People also read;People also ask;Readers also liked;Share this & read more;Articles you may like;Stories you might like
        Most viewed;Most shared;Most commented;This week's top reads;Before you go;Up Next on {site};Links;Useful links"""),
    "de": _cells("""Mehr zum Thema;Das könnte Sie auch interessieren;Lesen Sie auch;Ähnliche Artikel;Weitere Artikel;Meistgelesen
        Aktuelle Nachrichten;Empfehlungen der Redaktion;Auch interessant;Neueste Beiträge;Verwandte Beiträge"""),
    "fr": _cells("""À lire aussi;Lire aussi;Sur le même sujet;Articles similaires;Vous aimerez aussi;Les plus lus;Dans la même rubrique
        À ne pas manquer;Nos recommandations;Derniers articles;Articles recommandés"""),
    "es": _cells("""Noticias relacionadas;También te puede interesar;Te puede interesar;Lo más leído;Artículos relacionados
        Más noticias;Lee también;Últimas noticias;Recomendados;Más en {site}"""),
    "pt": _cells("""Leia também;Veja também;Notícias relacionadas;Mais lidas;Você pode gostar;Posts relacionados;Últimas notícias
        Recomendados para você;Artigos relacionados;Saiba mais"""),
    "it": _cells("""Leggi anche;Articoli correlati;Potrebbe interessarti;I più letti;Ultime notizie;Sullo stesso argomento
        Ti potrebbe interessare anche;Consigliati per te"""),
    "nl": _cells(
        "Lees ook;Gerelateerde artikelen;Meer nieuws;Meest gelezen;Ook interessant;Laatste berichten;Aanbevolen"
    ),
    "sv": _cells("Läs också;Läs även;Relaterade artiklar;Mest läst;Senaste nytt;Mer i ämnet;Du kanske också gillar"),
    "pl": _cells(
        "Czytaj także;Zobacz również;Polecane;Podobne artykuły;Najczęściej czytane;Najnowsze wpisy;Może cię zainteresować"
    ),
    "ru": _cells(
        "Читайте также;Похожие статьи;Ещё по теме;Самое читаемое;Рекомендуем;Последние новости;Вам может понравиться"
    ),
    "zh": _cells("相关文章;相关阅读;推荐阅读;热门文章;猜你喜欢;延伸阅读;最新文章;更多精彩"),
    "ja": _cells(
        "関連記事;おすすめ記事;人気記事ランキング;あわせて読みたい;こちらもおすすめ;新着記事;この記事を読んだ人はこちらも"
    ),
}
_TEASERS: dict[str, tuple[str, ...]] = {
    "en": _rows("""
        Read also: {title}
        READ ALSO: {title}
        Also read: {title}
        Also Read | {title}
        RELATED: {title}
        Related: {title}
        Related story: {title}
        See also: {title}
        See Also: {title}
        More: {title}
        MORE: {title}
        READ MORE: {title}
        Read more: {title}
        Read next: {title}
        Up next: {title}
        WATCH: {title}
        Watch: {title} [({clock})|]
        Listen: {title}
        Don't miss: {title}
        Must read: {title}
        Recommended: {title}
        ICYMI: {title}
        [Next|Previous] [article|post|story]: {title}
        >> {title}
        >>> [Read|Click here]: {title}
        » {title}
        → {title}
        ► {title}
        👉 {title}
        📖 Read [next|more]: {title}
        [From the archives|In other news|Opinion|Explainer|Analysis|Exclusive|Podcast|Quiz|Gallery|In pictures|Explained|Editorial]: {title}
        You may also like: {title}
        (Read: {title})
        [Check out|Click here for|Don't forget to read|For more on this, see] [our guide|our post|]: {title}
        {title} [→|»|>|›|…]
        Full story: {title}"""),
    "de": _rows("Lesen Sie auch: {title}\nLesen Sie hier: {title}\nMehr zum Thema: {title}\nAuch interessant: {title}"),
    "fr": _rows("À lire aussi : {title}\nLire aussi : {title}\nLIRE AUSSI - {title}\nVoir aussi : {title}"),
    "es": _rows("Lee también: {title}\nTe puede interesar: {title}\nLEA MÁS: {title}\nMás información: {title}"),
    "pt": _rows("Leia também: {title}\nLEIA MAIS: {title}\nVeja também: {title}\nSaiba mais: {title}"),
    "it": _rows("Leggi anche: {title}\nLEGGI ANCHE > {title}\nPer approfondire: {title}"),
    "nl": _rows("Lees ook: {title}\nLEES OOK: {title}\nBekijk ook: {title}"),
    "sv": _rows("Läs också: {title}\nLÄS MER: {title}\nLäs även: {title}"),
    "pl": _rows("Czytaj także: {title}\nZobacz też: {title}\nCZYTAJ WIĘCEJ: {title}"),
    "ru": _rows("Читайте также: {title}\nЧитать по теме: {title}\nСм. также: {title}"),
    "zh": _rows("相关阅读:{title}\n延伸阅读:{title}\n推荐:{title}"),
    "ja": _rows("関連記事:{title}\nあわせて読みたい:{title}\n【関連】{title}"),
}
_MORE: dict[str, tuple[str, ...]] = {
    "en": _cells(
        "Read more;Read More »;Continue reading;Read article;Learn more;[Read more];Read Story;More;View post;READ MORE"
    ),
    "de": ("Weiterlesen", "Mehr lesen", "mehr »"),
    "fr": ("Lire la suite", "En savoir plus"),
    "es": ("Leer más", "Seguir leyendo"),
    "pt": ("Leia mais", "Saiba mais"),
    "it": ("Leggi tutto", "Continua"),
    "nl": ("Lees meer", "Lees verder"),
    "sv": ("Läs mer",),
    "pl": ("Czytaj dalej", "więcej »"),
    "ru": ("Читать далее", "Подробнее"),
    "zh": ("阅读全文", "查看详情"),
    "ja": ("続きを読む", "詳しく見る"),
}
_BY: dict[str, tuple[str, ...]] = {
    "en": _rows("""
        By {name}
        BY {NAME}
        by {name}
        By {name} and {name}
        By {name}, {site}
        By: {name}
        Written by {name}
        Posted by {name}
        Author: {name}
        {name}
        {name}, {job}
        {name} | {site}
        {name} / {agency}
        Story by {name} • Photos by {name}
        By {name} ({handle})
        By [Staff|Staff Writer|Staff Reports|admin|Guest Contributor|Editorial Team|News Desk|Associated Press]"""),
    "de": ("Von {name}", "Von: {name}", "Autor: {name}", "Ein Artikel von {name}"),
    "fr": ("Par {name}", "Par {name} avec AFP", "Publié par {name}", "Propos recueillis par {name}"),
    "es": ("Por {name}", "Por: {name}", "Redacción {site}"),
    "pt": ("Por {name}", "Por {name}, de {city}"),
    "it": ("di {name}", "Di {name}", "a cura di {name}"),
    "nl": ("Door {name}", "door onze redactie"),
    "sv": ("Av {name}", "Text: {name}"),
    "pl": ("Autor: {name}", "oprac. {name}"),
    "ru": ("Автор: {name}", "Текст: {name}"),
    "zh": ("作者:{name}", "记者 {name}"),
    "ja": ("文・{name}", "著者:{name}"),
}
_PUBLISHED: dict[str, tuple[str, ...]] = {
    "en": _cells("""Published;Published on;Published:;Posted on;Posted;Updated;Updated:;Last updated;First published;Date:;on
        Modified;Created:;;;"""),
    "de": ("Stand:", "Veröffentlicht am", "Aktualisiert am", ""),
    "fr": ("Publié le", "Mis à jour le", "Le", ""),
    "es": ("Publicado el", "Actualizado:", ""),
    "pt": ("Publicado em", "Atualizado em", ""),
    "it": ("Pubblicato il", "Aggiornato il", ""),
    "nl": ("Gepubliceerd op", "Laatste update:", ""),
    "sv": ("Publicerad", "Uppdaterad", ""),
    "pl": ("Opublikowano:", "Data publikacji:", ""),
    "ru": ("Опубликовано", "Обновлено:", ""),
    "zh": ("发布时间:", "更新于", ""),
    "ja": ("公開日:", "更新日:", ""),
}
_TAGS: dict[str, tuple[str, ...]] = {
    "en": _cells("""Tags:;Tags;TAGS;Tagged:;Tagged;Tagged with;Tagged in;Filed under:;Filed Under;Filed to:;Posted in;Posted in:
        Categories:;Category:;Topics:;Topics;Keywords:;In this story;Labels:;Subjects:;Explore more on these topics;Related topics"""),
    "de": ("Schlagwörter:", "Themen:", "Tags:"),
    "fr": ("Mots-clés :", "Thèmes :", "Tags :"),
    "es": ("Etiquetas:", "Temas:", "Archivado en:"),
    "pt": ("Tags:", "Assuntos:", "Palavras-chave:"),
    "it": ("Tag:", "Argomenti:"),
    "nl": ("Tags:", "Onderwerpen:"),
    "sv": ("Etiketter:", "Ämnen:"),
    "pl": ("Tagi:", "Tematy:"),
    "ru": ("Теги:", "Метки:"),
    "zh": ("标签:", "关键词:"),
    "ja": ("タグ:", "カテゴリー:"),
}
_CONTENTS: dict[str, tuple[str, ...]] = {
    "en": _cells("""Table of Contents;Contents;In this article;In this article:;On this page;What's inside;Jump to;Jump to:
        Jump to section;Quick links;Article contents;Page contents;Contents [hide];Table of contents Toggle;In this guide
        Quick navigation;Overview;What you'll learn;Sections;;"""),
    "de": ("Inhalt", "Inhaltsverzeichnis", "In diesem Artikel"),
    "fr": ("Sommaire", "Au sommaire", "Dans cet article"),
    "es": ("Índice", "Contenido", "En este artículo"),
    "pt": ("Índice", "Neste artigo", "Sumário"),
    "it": ("Indice", "In questo articolo", "Indice dei contenuti"),
    "nl": ("Inhoud", "In dit artikel"),
    "sv": ("Innehåll", "Innehållsförteckning"),
    "pl": ("Spis treści", "W tym artykule"),
    "ru": ("Содержание", "В этой статье"),
    "zh": ("目录", "本文目录"),
    "ja": ("目次", "この記事の内容"),
}
_EXCERPTS = _rows("""
    [The latest|A new|An independent] [report|study|survey] [on {beat} shows|finds|from {org} suggests] that more people in {city} are
    When {name} [moved to {city}|started out in {year}|first heard the news], [nobody|few people] [expected|knew] that the
    [If you're looking|Looking] for [a new {product}|{thing}], you've probably noticed that there are [hundreds|dozens] of
    In this [post|episode|guide|video], we [look at|break down|explore] {beat} and [what it means for|how it affects] [you|your business|families]
    {city} ({agency}) — [Officials|Police|Organizers] said {weekday} that [the|a] {event} will
    [It's no secret|It is well known] that {beat} [can be|is] [hard|expensive|confusing], but with the right
    [Last week|Earlier this month|On {weekday}], {org} [announced|confirmed|denied] [plans|reports] to""")

# --------------------------------------------------------------------------- grammar

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_NUMBERS: dict[str, tuple[int, int]] = {
    "num": (2, 99),
    "small": (2, 12),
    "pct": (5, 80),
    "year": (2011, 2027),
    "bignum": (1000, 950000),
}


def _choose(rng: Random, text: str) -> str:
    return _CHOICE.sub(lambda m: rng.choice(m[1].split("|")), text)


def _clock(rng: Random) -> str:
    return f"{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}"


def _special(rng: Random, slot: str) -> str:
    """Slots that are computed instead of drawn from a list."""
    if slot in _NUMBERS:
        number = rng.randint(*_NUMBERS[slot])
        return f"{number:,}" if slot == "bignum" and rng.random() < 0.7 else str(number)
    if slot.startswith("low"):
        return re.sub(r"[^a-z]", "", rng.choice(_SLOTS[slot[3:]]).lower())
    makers: dict[str, Callable[[], str]] = {
        "NAME": lambda: _expand(rng, "{name}").upper(),
        "CODE": lambda: rng.choice(("SAVE", "WELCOME", "FALL", "HELLO", "VIP")) + str(rng.randint(5, 50)),
        "month": lambda: rng.choice(_MONTHS["en"]),
        "weekday": lambda: rng.choice(_WEEKDAYS),
        "date": lambda: _date(rng, "en"),
        "clock": lambda: _clock(rng),
        "clock12": lambda: f"{rng.randint(1, 12)} {rng.choice(('am', 'pm', 'p.m. ET', 'PT'))}",
        "phone": lambda: rng.choice(
            ("({0}) 555-{1}", "{0}-555-{1}", "+44 20 7{0} {1}", "1-800-{0}-{1}", "{0}555{1}")
        ).format(rng.randint(201, 989), rng.randint(1000, 9999)),
        "rating": lambda: f"{rng.randint(2, 4)}.{rng.randint(0, 9)}",
        "slugword": lambda: rng.choice(_SLOTS["noun"]).lower(),
    }
    maker = makers.get(slot)
    return maker() if maker else "{" + slot + "}"


def _expand(rng: Random, template: str, depth: int = 0) -> str:
    """Fill the choices and slots of a template, recursively."""
    text = _choose(rng, template)

    def fill(match: re.Match[str]) -> str:
        values = _SLOTS.get(match[1])
        if values is None or depth > 4:
            return _special(rng, match[1])
        return _expand(rng, rng.choice(values), depth + 1)

    filled = re.sub(r" {2,}", " ", _SLOT.sub(fill, text)).strip()
    return filled.replace(" .", ".").replace(" ,", ",").replace("Co..", "Co.").replace("Inc..", "Inc.")


def _date(rng: Random, language: str) -> str:
    year, month, day = rng.randint(2008, 2027), rng.randint(1, 12), rng.randint(1, 28)
    if language in ("zh", "ja"):
        return rng.choice((f"{year}年{month}月{day}日", f"{year}-{month:02d}-{day:02d}", f"{year}/{month}/{day}"))
    numeric = (
        f"{year}-{month:02d}-{day:02d}",
        f"{day:02d}/{month:02d}/{year}",
        f"{day:02d}.{month:02d}.{year}",
        f"{day:02d}.{month:02d}.{year}, {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}",
    )
    name = _MONTHS.get(language, _MONTHS["en"])[month - 1]
    if language != "en":
        joint = {"de": ". ", "es": " de ", "pt": " de "}.get(language, " ")
        tail = " de " if language in ("es", "pt") else " "
        return rng.choice((*numeric[1:], f"{day}{joint}{name}{tail}{year}", f"{day}{joint}{name}{tail}{year}"))
    short, time = name[:3], f"{rng.randint(1, 12)}:{rng.randint(0, 59):02d} {rng.choice(('AM', 'PM', 'a.m.', 'pm'))}"
    weekday = rng.choice(_WEEKDAYS)
    return rng.choice(
        (
            *numeric,
            f"{name} {day}, {year}",
            f"{name} {day}, {year}",
            f"{short} {day}, {year}",
            f"{day} {name} {year}",
            f"{day} {short} {year}",
            f"{weekday}, {name} {day}, {year}",
            f"{short}. {day}, {year}, {time}",
            f"{short} {day}, {year} at {time} {rng.choice(('EST', 'GMT', 'PDT', 'UTC', ''))}".rstrip(),
            f"{month}/{day}/{year}",
            f"{month:02d}/{day:02d}/{year % 100:02d}",
            f"{weekday[:3]} {day} {short} {year}",
            f"{rng.randint(2, 23)} hours ago",
            f"{rng.randint(2, 11)} months ago",
            f"{name} {year}",
            "Yesterday",
            "Just now",
            f"{year}-{month:02d}-{day:02d}T{rng.randint(0, 23):02d}:15:00Z",
            f"{short.upper()} {day}, {year}",
        )
    )


# ------------------------------------------------------------------- pool and context


@dataclass(frozen=True)
class ResiduePool:
    """Residue met on real pages: contiguous runs of it, and titles of articles."""

    runs: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]

    @classmethod
    def build(cls, runs: Sequence[Sequence[str]], titles: Sequence[str]) -> ResiduePool:
        """Clean and freeze the material; runs may hold 1 to 25 lines."""
        clean_runs = (tuple(_one_line(line).rstrip() for line in run) for run in runs)
        clean_titles = (" ".join(title.split()) for title in titles)
        return cls(
            tuple(run for run in clean_runs if any(line.strip() for line in run)),
            tuple(title for title in clean_titles if title),
        )


@dataclass(frozen=True)
class _Context:
    """The draw, the material, and the look of the document to plant into."""

    rng: Random
    pool: ResiduePool
    language: str
    gap: bool
    bullet: str
    curly: bool
    headings: tuple[str, ...]
    width: int

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def phrase(self, table: dict[str, tuple[str, ...]]) -> str:
        """An expanded entry of the document's language, else of English."""
        native = self.language in table and self.chance(0.88)
        return _expand(self.rng, self.rng.choice(table[self.language if native else "en"]))

    def title(self) -> str:
        """A title: from the pool mostly, invented otherwise."""
        if self.pool.titles and self.chance(0.7 if self.language == "en" else 0.35):
            return self.rng.choice(self.pool.titles)
        title = self.phrase(_TITLES)
        title = title[:1].upper() + title[1:]
        return _title_case(title) if self.language == "en" and self.chance(0.3) else title


_BULLET = re.compile(r"^(\s*)([-*•·–▪●◦‣○]|\d{1,3}[.)])(\s+)(?=\S)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDS = tuple('.!?…:;。!?;:"”»)')
_BULLETS = ("- ", "* ", "• ", "· ", "– ", "▪ ", "1. ", "1) ", "> ", "● ", "◦ ", "+ ", "» ", "— ", "○ ", "→ ")


def _one_line(text: str) -> str:
    """The text without any character that splits lines."""
    return " ".join(text.splitlines())


def _read(rng: Random, lines: Sequence[str], pool: ResiduePool, language: str, labels: str) -> _Context:
    """Look at the document: its spacing, bullets, quotes and headings."""
    filled = [line for line in lines if line.strip()]
    marks: dict[str, int] = {}
    for line in filled:
        match = _BULLET.match(line)
        if match:
            mark = match[2] if not match[2][0].isdigit() else "1" + match[2][-1]
            marks[mark] = marks.get(mark, 0) + 1
    headings = tuple(
        line.strip().lstrip("# ").strip("*")
        for line, label in zip(lines, labels, strict=True)
        if label == KEEP
        and 3 < len(line.strip()) < 80
        and not line.rstrip().endswith(_ENDS)
        and not _BULLET.match(line)
    )
    return _Context(
        rng,
        pool,
        language.lower()[:2],
        gap=(len(lines) - len(filled)) * 4 >= len(filled) and len(lines) > 1,
        bullet=max(marks, key=lambda mark: marks[mark]) + " " if marks else "",
        curly=any("’" in line for line in filled),
        headings=headings,
        width=sorted(map(len, filled))[len(filled) * 9 // 10] if _wrapped(lines) else 0,
    )


# ---------------------------------------------------------------------------- surface


def _slug_title(rng: Random, text: str) -> str:
    """What a spam generator makes of a title: words of its slug in Title Case."""
    words = [word.replace("'", "").replace("’", "") for word in _WORD.findall(text)]
    words = [word[:1].upper() + word[1:].lower() for word in words]
    if len(words) > 5 and rng.random() < 0.25:
        words = words[: rng.randint(4, 9)]
    return " ".join(words) or text


def _title_case(text: str) -> str:
    return _WORD.sub(lambda m: m[0][:1].upper() + m[0][1:], text)


def _recase(rng: Random, text: str, keep: float = 0.68) -> str:
    draw = rng.random()
    if draw < keep:
        return text
    rest = (draw - keep) / (1 - keep)
    return text.upper() if rest < 0.4 else text.lower() if rest < 0.7 else _title_case(text)


_NOT_IN_URL = str.maketrans("", "", " &,'’")


def _url(rng: Random, text: str = "") -> str:
    slug = "-".join(word.lower() for word in _WORD.findall(text)[:8]) or _expand(rng, "{lownoun}-{num}")
    form = rng.choice(
        (
            "https://{domain}/%s",
            "https://{domain}/{year}/{small}/%s/",
            "http://{domain}/%s.html",
            "https://{domain}/blog/%s?utm_source=related",
            "/{year}/%s",
            "https://{domain}/?p={bignum}",
            "/blog/%s",
        )
    )
    return _expand(rng, form).replace("%s", slug).translate(_NOT_IN_URL)


_DECORATIONS = (
    "→ %",
    "% →",
    "« %",
    "% »",
    "[%]",
    "(%)",
    "| %",
    "% |",
    "% ›",
    "‹ %",
    "▸ %",
    "× %",
    "✕ %",
    "✓ %",
    "% ▼",
    "+ %",
    "# %",
    "%...",
    "%…",
    "%:",
    "— % —",
    "- % -",
    "*** % ***",
    "% ↗",
    "▶ %",
    "★ %",
    "🔔 %",
    "📧 %",
    "🔥 %",
    "👇 %",
    "💬 %",
    "🛒 %",
    "**%**",
    "## %",
    "[%](#)",
    "[ % ]",
    ">> %",
    "_%_",
    "% *",
    "% ⌄",
    "☰ %",
    "🔍 %",
    "❤ %",
    "• %",
    "> %",
    "%!",
    "👉 %",
)
_JOINTS = (" | ", " · ", " / ", " • ", " > ", " ", " - ", ", ", "  ", " » ", "|", " — ", "\xa0", " :: ", " ⁄ ")


def _decorate(rng: Random, text: str) -> str:
    draw = rng.random()
    if draw < 0.72:
        return text
    if draw < 0.80:
        count = rng.randint(0, 400)
        return rng.choice(
            (f"{text} ({count})", f"{text} {count}", f"{count} {text}", f"{text}{count}", f"{text} [{count}]")
        )
    return rng.choice(_DECORATIONS).replace("%", text)


def _bulleted(rng: Random, items: Sequence[str], bullet: str) -> list[str]:
    """The items as a list; numbered when the bullet starts with a digit."""
    if not bullet[:1].isdigit():
        return [bullet + item for item in items]
    start = 1 if rng.random() < 0.9 else rng.randint(2, 9)
    return [f"{start + at}{bullet[1:]}{item}" for at, item in enumerate(items)]


def _listed(ctx: _Context, items: Sequence[str], plain: float = 0.4) -> list[str]:
    """The items as plain lines, in the document's own bullets, or in others."""
    if ctx.chance(plain):
        return list(items)
    own = ctx.bullet or "- "
    return _bulleted(ctx.rng, items, own if ctx.chance(0.5) else ctx.rng.choice(_BULLETS))


# ------------------------------------------------------------------ short and long kinds


def _shorts(ctx: _Context, count: int) -> list[str]:
    """Several short phrases in one case, decorated together or one by one."""
    items = [ctx.phrase(_SHORT) for _ in range(count)]
    if ctx.chance(0.15):
        return [item.upper() for item in items]
    return [_decorate(ctx.rng, _recase(ctx.rng, item)) for item in items]


def _menu(ctx: _Context) -> list[str]:
    """Words of a navigation bar or share bar."""
    rng = ctx.rng
    table = rng.choice((_SECTIONS, _SECTIONS, _NETWORKS, _NETWORKS, ()))
    count = rng.randint(3, 9)
    if not table or (table is _SECTIONS and ctx.language != "en" and rng.random() < 0.7):
        return [ctx.phrase(_SHORT) for _ in range(count)]
    words = rng.sample(table, count)
    if table is _NETWORKS and rng.random() < 0.3:
        words = [_expand(rng, rng.choice(("Share on ", "Share to ", "Follow on "))) + " " + word for word in words[:5]]
    return [_recase(rng, word, 0.92) for word in words]


def _short_piece(ctx: _Context) -> list[str]:
    rng, draw = ctx.rng, ctx.rng.random()
    if draw < 0.40:
        return _shorts(ctx, 1)
    if draw < 0.60:
        return _shorts(ctx, rng.randint(2, 6))
    if draw < 0.76:
        words = _menu(ctx)
        joined = "".join(words) if rng.random() < 0.3 else rng.choice(_JOINTS).join(words)
        return [_recase(rng, joined, 0.9)]
    if draw < 0.90:
        return _listed(ctx, _menu(ctx), 0.55)
    if draw < 0.96:
        joint = "" if rng.random() < 0.3 else rng.choice(_JOINTS)
        return [joint.join(_shorts(ctx, rng.randint(2, 4)))]
    digits = [str(page) for page in range(1, rng.randint(4, 9))]
    return [" ".join(digits)] if rng.random() < 0.6 else [*digits, "Next"]


def _long_piece(ctx: _Context) -> list[str]:
    """One to three furniture sentences, on lines of their own or as one paragraph."""
    rng = ctx.rng
    count = rng.choice((1, 1, 1, 1, 2, 2, 3))
    rows = list(dict.fromkeys(ctx.phrase(_LONG) for _ in range(count)))
    if count > 1 and rng.random() < 0.4:
        rows = [" ".join(rows)]
    if rng.random() < 0.15:
        rows[0] = (
            rng.choice(
                (
                    "*%s*",
                    "_%s_",
                    "[%s]",
                    "(%s)",
                    "** %s **",
                    "Note: %s",
                    "> %s",
                    "Disclaimer: %s",
                    "--- %s",
                    "ADVERTISEMENT %s",
                    "P.S. %s",
                    "✉ %s",
                    "Editor's note: %s",
                )
            )
            % rows[0]
        )
    if rng.random() < 0.22:
        rows.insert(0, _decorate(rng, _recase(rng, ctx.phrase(_SHORT))))
    if rng.random() < 0.18:
        rows.extend(_shorts(ctx, rng.randint(1, 3)))
    return rows


# ------------------------------------------------------------------------------- spam

_ALL_SPAM = tuple(template for table in _SPAM.values() for template in table)


def _spam_sources(rng: Random) -> tuple[str, ...]:
    """The templates of one block: one or two domains, or everything mixed."""
    if rng.random() < 0.3:
        return _ALL_SPAM
    names = rng.sample(sorted(_SPAM), rng.randint(1, 2))
    return tuple(template for name in names for template in _SPAM[name])


def _keywords(rng: Random) -> str:
    words = rng.sample(_KEYWORDS, rng.randint(2, 7))
    if rng.random() < 0.3:
        city = _expand(rng, "{city}").lower()
        words = [f"{word} {city}" for word in words]
    site = _expand(rng, "{site}")
    return rng.choice(
        (
            ", ".join(words),
            " ".join(words),
            " - ".join(word.title() for word in words[:3]) + " | " + site,
            ",".join(words),
            words[0],
            words[0].title(),
            " | ".join(words[:4]),
            f"{words[0]} {words[1]} {site.lower()}",
            f"Home » {words[0].title()}",
            f"Home > {words[0].title()} > {words[1].title()}",
            f"{words[0].title()} - {site}",
            "#" + " #".join(word.replace(" ", "") for word in words),
        )
    )


def _spam_items(ctx: _Context, count: int) -> list[str]:
    """Lines of one spam block, all made the same way."""
    rng, draw = ctx.rng, ctx.rng.random()
    if ctx.pool.titles and draw < 0.30:
        titles = [rng.choice(ctx.pool.titles) for _ in range(count)]
        shape = rng.random()
        if shape < 0.25:
            return titles
        return [_slug_title(rng, title).lower() if shape < 0.32 else _slug_title(rng, title) for title in titles]
    if draw < 0.40:
        return [_keywords(rng) for _ in range(count)]
    if draw < 0.46:
        domain = _expand(rng, "{domain}")
        return [
            rng.choice((_url(rng, _expand(rng, rng.choice(_ALL_SPAM))), domain, _expand(rng, "{domain}")))
            for _ in range(count)
        ]
    sources = _spam_sources(rng)
    items = [_expand(rng, rng.choice(sources)) for _ in range(count)]
    shape = rng.random()
    if shape < 0.55:
        return [_slug_title(rng, item) for item in items]
    if shape < 0.67:
        return [item.lower() for item in items]
    if shape < 0.72:
        return [item.upper() for item in items]
    if shape < 0.82:
        suffix = rng.choice((" - ", " | ", " – ", " :: ", " » ")) + _expand(rng, "{site}")
        return [item + suffix for item in items]
    return [item[:1].upper() + item[1:] for item in items]


def _spam_piece(ctx: _Context) -> list[str]:
    rng = ctx.rng
    items = _spam_items(ctx, rng.choice((1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12)))
    draw = rng.random()
    if draw < 0.06:
        items = [f"{item} {_date(rng, ctx.language)}" for item in items]
    elif draw < 0.11:
        tail = rng.choice(("{bignum} views", "({num})", "– {num} views", "| {num} comments", "{num}", "👁 {bignum}"))
        items = [f"{item} {_expand(rng, tail)}" for item in items]
    elif draw < 0.14:
        items = [f"[{item}]({_url(rng, item)})" for item in items]
    elif draw < 0.17 and len(items) > 1:
        items = [rng.choice(_JOINTS).join(items[:5])]
    return _listed(ctx, items, 0.42)


# ------------------------------------------------------------------ related and teasers


def _excerpt(ctx: _Context) -> str:
    text = _expand(ctx.rng, ctx.rng.choice(_EXCERPTS))
    return text[:1].upper() + text[1:] + ctx.rng.choice(("…", "...", " […]", " [...]", "…", " ..."))


def _card_rows(ctx: _Context, shape: str) -> list[str]:
    """One teaser of a related block, with what ``shape`` asks for around the title."""
    rng, title = ctx.rng, ctx.title()
    if shape == "link":
        return [f"[{title}]({_url(rng, title)})"]
    if shape == "date":
        return [title, _date(rng, ctx.language)]
    if shape == "dateline":
        date = _date(rng, ctx.language)
        return [
            rng.choice(
                (f"{title} {date}", f"{title} - {date}", f"{date} {title}", f"{title}{date}", f"{title} ({date})")
            )
        ]
    if shape == "category":
        return [_recase(rng, rng.choice(_SECTIONS), 0.5), title]
    if shape == "author":
        return [title, ctx.phrase(_BY)]
    if shape == "excerpt":
        return [title, _excerpt(ctx)]
    if shape == "full":
        rows = [
            rng.choice(_SECTIONS),
            title,
            _excerpt(ctx),
            ctx.phrase(_BY),
            _date(rng, ctx.language),
            ctx.phrase(_MORE),
        ]
        return [row for row in rows if row == title or rng.random() < 0.6]
    if shape == "more":
        return [title, ctx.phrase(_MORE)]
    if shape == "image":
        return [f"![{title}]({_image(rng)})", title]
    return [title]


_SHAPES = ("plain",) * 9 + ("link", "date", "dateline", "category", "author", "excerpt", "full", "more", "image")


def _related_piece(ctx: _Context) -> list[str]:
    rng, shape = ctx.rng, ctx.rng.choice(_SHAPES)
    cards = [_card_rows(ctx, shape) for _ in range(rng.randint(2, 10 if shape == "plain" else 5))]
    rows = [row for card in cards for row in card]
    if all(len(card) == 1 for card in cards):
        rows = _listed(ctx, rows, 0.45)
    elif rng.random() < 0.05:
        rows = _listed(ctx, rows, 0.0)
    if rng.random() < 0.78:
        heading = _recase(rng, ctx.phrase(_RELATED), 0.75)
        rows.insert(
            0,
            rng.choice(
                ("%s", "%s", "%s", "%s:", "## %s", "### %s", "**%s**", "**%s:**", "%s »", "— %s —", "%s ↓")
            ).replace("%s", heading),
        )
    if rng.random() < 0.15:
        rows.append(ctx.phrase(_MORE))
    return rows


def _teaser_piece(ctx: _Context) -> list[str]:
    """One inline teaser, sometimes two."""
    rng, rows = ctx.rng, []
    for _ in range(1 if rng.random() < 0.85 else 2):
        title = ctx.title()
        if rng.random() < 0.2:
            title = f"[{title}]({_url(rng, title)})"
        elif rng.random() < 0.1:
            title = rng.choice(('"%s"', "**%s**", "“%s”", "'%s'")).replace("%s", title)
        draw = rng.random()
        if draw < 0.14:
            row = title
        elif draw < 0.28:
            head = ctx.phrase(_RELATED)
            row = rng.choice(
                (f"{head}: {title}", f"{head.upper()}: {title}", f"**{head}:** {title}", f"{head} | {title}")
            )
        else:
            table = _TEASERS.get(ctx.language, _TEASERS["en"])
            row = _choose(rng, rng.choice(table)).replace("{title}", title).replace("{clock}", _clock(rng))
        rows.append(row.strip())
    if rng.random() < 0.08:
        rows = [f"**{row}**" for row in rows]
    return rows


# ------------------------------------------------------------- bylines, tails, media, toc


def _crumb(ctx: _Context) -> str:
    rng = ctx.rng
    parts = ["Home", *rng.sample(_SECTIONS, rng.randint(1, 3))]
    if rng.random() < 0.3:
        parts.append(ctx.title())
    if rng.random() < 0.25:
        parts = parts[1:]
    return rng.choice((" > ", " » ", " / ", " › ", " | ", "»", " → ", " >> ")).join(parts)


def _byline_piece(ctx: _Context) -> list[str]:
    """A subset of what stands between the title of a page and its body."""
    rng = ctx.rng
    published = ctx.phrase(_PUBLISHED) + " " if rng.random() < 0.55 else ""
    lead = ctx.headings[0] if ctx.headings and rng.random() < 0.4 else ctx.title()
    site = _expand(rng, "{site}")
    minutes = {"en": "{small} min read"}.get(ctx.language, "{small} min")
    options: tuple[tuple[float, Callable[[], str]], ...] = (
        (0.20, lambda: _crumb(ctx)),
        (0.20, lambda: _recase(rng, rng.choice(_SECTIONS), 0.5)),
        (0.30, lambda: rng.choice((lead, f"{lead} | {site}", f"{lead} - {site}", f"# {lead}", f"{lead} — {site}"))),
        (0.12, lambda: _excerpt(ctx)),
        (0.60, lambda: _recase(rng, ctx.phrase(_BY), 0.9)),
        (0.60, lambda: f"{published}{_date(rng, ctx.language)}"),
        (
            0.25,
            lambda: _expand(
                rng,
                rng.choice(
                    (
                        minutes,
                        "{num} comments",
                        "{bignum} views",
                        "Reading time: {small} minutes",
                        "Read Time: {small} mins",
                        "⏱ {small} min",
                        "{small} min read · {num} shares",
                    )
                ),
            ),
        ),
        (0.15, lambda: rng.choice(_JOINTS).join(rng.sample(_NETWORKS, rng.randint(2, 6)))),
        (0.18, lambda: _media_line(ctx)),
    )
    rows = [make() for probability, make in options if rng.random() < probability]
    rows = rows or [ctx.phrase(_BY)]
    if 1 < len(rows) <= 5 and rng.random() < 0.3:
        joint = "" if rng.random() < 0.4 else rng.choice(_JOINTS)
        return [joint.join(row for row in rows if len(row) < 90) or rows[0]]
    return rows


def _tags(ctx: _Context) -> list[str]:
    rng = ctx.rng
    words = [
        _expand(rng, rng.choice(("{topicw}", "{beat}", "{product}", "{name}", "{city}", "{thing}", "{coin}")))
        for _ in range(rng.randint(1, 8))
    ]
    words = [word if rng.random() < 0.6 else word.title() for word in words]
    draw, head = rng.random(), _recase(rng, ctx.phrase(_TAGS), 0.85)
    if draw < 0.15:
        return ["#" + " #".join(word.replace(" ", "") for word in words)]
    if draw < 0.35:
        return [head, *_listed(ctx, words, 0.6)]
    joint = rng.choice((", ", ", ", " ", " | ", " · ", " / ", "", " #", ","))
    return [f"{head}{rng.choice((' ', ' ', ''))}{joint.join(words)}"]


def _adjacent(ctx: _Context) -> list[str]:
    """Links to the neighbouring posts."""
    rng, back, ahead = ctx.rng, ctx.title(), ctx.title()
    return list(
        rng.choice(
            (
                (f"Previous: {back}", f"Next: {ahead}"),
                ("Previous", back, "Next", ahead),
                (f"← {back}", f"{ahead} →"),
                (f"« {back}", f"{ahead} »"),
                (f"Previous Post {back}", f"Next Post {ahead}"),
                ("Post navigation", back, ahead),
                (f"Previous article{back}", f"Next article{ahead}"),
                (f"{back} | {ahead}",),
                (f"Prev {back}Next {ahead}",),
                (f"Older: {back}",),
                (f"Next post: {ahead}",),
                ("PREVIOUS POST", back),
                (f"< {back}", f"{ahead} >"),
            )
        )
    )


def _tail_piece(ctx: _Context) -> list[str]:
    rng, rows = ctx.rng, []
    makers: tuple[Callable[[], list[str]], ...] = (
        lambda: _tags(ctx),
        lambda: _tags(ctx),
        lambda: _adjacent(ctx),
        lambda: _adjacent(ctx),
        lambda: [ctx.phrase(_LONG)],
        lambda: _shorts(ctx, rng.randint(1, 4)),
        lambda: [
            _expand(
                rng,
                rng.choice(
                    (
                        "{num} Shares",
                        "Shares: {num}",
                        "{num} Comments",
                        "0 Comments",
                        "Share 0Tweet 0Pin {num}",
                        "{bignum} reads",
                        "This entry was posted in {topicw} and tagged {topicw}, {topicw} by {name}. Bookmark the permalink.",
                        "Posted by {name} at {clock12}",
                        "Posted in {topicw} on {date} by {name}",
                        "Filed under {topicw}, {topicw}",
                        "Views: {bignum} | Comments: {small}",
                        "Rate: {rating} ({num} votes)",
                        "Published in {topicw}",
                        "{date} / {num} Comments",
                        "{name} · {date}",
                        "About {name}",
                        "View all posts by {name} →",
                        "{site} · Filed Under: {topicw}",
                        "Topics: {topicw}{topicw}{topicw}",
                        "{num} Likes {small} Comments {small} Shares",
                    )
                ),
            )
        ],
    )
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        rows.extend(rng.choice(makers)())
    return rows


def _image(rng: Random) -> str:
    name = _expand(
        rng,
        rng.choice(
            (
                "{lownoun}-{lowadj}-{num}",
                "IMG_{bignum}",
                "{lowadj}_{lownoun}",
                "hero-{year}",
                "DSC0{num}",
                "screenshot-{year}-{small}",
                "{slugword}-{num}x{num}",
                "image{num}",
            )
        ),
    ).replace(",", "")
    path = name + rng.choice((".jpg", ".png", ".webp", ".jpeg", ".JPG", ".gif"))
    base = _expand(
        rng,
        rng.choice(
            (
                "https://cdn.{domain}/",
                "https://{domain}/wp-content/uploads/{year}/0{small}/",
                "https://images.{domain}/w_{num}0,q_{num}/",
                "//static.{domain}/img/",
                "/assets/images/",
            )
        ),
    )
    return base + path


def _media_line(ctx: _Context) -> str:
    rng, image = ctx.rng, _image(ctx.rng)
    form = rng.choice(
        (
            "{name}/{agency}",
            "Photo: {name} / {agency}",
            "Photo by {name} on {agency}",
            "Image: {agency}",
            "({agency})",
            "Credit: {name}/{agency}",
            "Image {small} of {num}",
            "{small}/{num}",
            "{clock}",
            "Video: {clock}",
            "Play {clock}",
            "{scene}. ({name}/{agency})",
            "{scene} {agency}",
            "Image source: {agency}",
            "Photo courtesy of {org}",
            "© {agency}",
            "PHOTO: {NAME}/{agency}",
            "Duration: {clock}",
            "Source: {org}",
            "Pic: {name}",
            "Illustration: {name}/{site}",
            "Enlarge / {scene}.",
            "[{scene}|{topicw}] image",
            "File photo",
            "Listen: {clock}",
            "Credit: {agency} via {site}",
            "%file",
            "%url",
            "![](%url)",
            "![{scene}](%url)",
            "%url?w={num}0&h={num}0",
            "[image: {scene}]",
            "Image",
            "Advertisement",
            "thumbnail",
            "A picture of {name}",
            "{name} headshot",
            "Embedded content from {social}",
            "View this post on {social}",
        )
    )
    return _expand(rng, form).replace("%url", image).replace("%file", image.rsplit("/", 1)[-1])


def _media_piece(ctx: _Context) -> list[str]:
    return [_media_line(ctx) for _ in range(ctx.rng.choice((1, 1, 1, 1, 2, 3)))]


def _toc_piece(ctx: _Context) -> list[str]:
    """A table of contents made of the document's own headings."""
    rng, items = ctx.rng, list(dict.fromkeys(ctx.headings))[:18]
    if len(items) < 3:
        return _byline_piece(ctx)
    if rng.random() < 0.2:
        items = items[: rng.randint(3, len(items))]
    if rng.random() < 0.12:
        items += rng.sample(("FAQs", "Conclusion", "Final thoughts", "References", "Related posts"), rng.randint(1, 2))
    draw = rng.random()
    if draw < 0.12:
        rows = [f"[{item}](#{'-'.join(_WORD.findall(item.lower()))})" for item in items]
    elif draw < 0.2:
        rows = [f"{1 + at // 3}.{1 + at % 3} {item}" for at, item in enumerate(items)]
    elif draw < 0.26:
        rows = [rng.choice((" | ", " · ", "")).join(items[:10])]
    else:
        rows = _listed(ctx, items, 0.3)
    return [_recase(rng, ctx.phrase(_CONTENTS), 0.85), *rows] if rng.random() < 0.8 else rows


def _real_piece(ctx: _Context) -> list[str]:
    """A run met on a real page, whole or in part."""
    rng, rows = ctx.rng, []
    for _ in range(1 if rng.random() < 0.85 else 2):
        run = list(rng.choice(ctx.pool.runs))
        if len(run) > 1 and rng.random() < 0.4:
            start = rng.randrange(len(run))
            run = run[start : start + rng.randint(1, len(run) - start)]
        rows.extend(run)
    return rows


# --------------------------------------------------------------------------- planting

_Maker = Callable[[_Context], list[str]]
# kind, weight, where it may go: start, end, between (relative weights)
_KINDS: tuple[tuple[_Maker, int, tuple[int, int, int]], ...] = (
    (_short_piece, 20, (3, 3, 4)),
    (_long_piece, 19, (2, 4, 4)),
    (_spam_piece, 19, (1, 2, 8)),
    (_related_piece, 10, (1, 5, 5)),
    (_teaser_piece, 9, (1, 2, 9)),
    (_byline_piece, 8, (9, 1, 1)),
    (_tail_piece, 8, (1, 9, 1)),
    (_media_piece, 5, (3, 2, 6)),
    (_toc_piece, 3, (6, 0, 1)),
    (_real_piece, 14, (3, 4, 4)),
)


def _wrapped(lines: Sequence[str]) -> bool:
    """Whether paragraphs are hard-wrapped: runs of lines of about one width."""
    inner = [a for a, b in pairwise(lines) if a.strip() and b.strip()]
    widths = [len(line) for line in lines]
    if not inner or sum(width > 130 for width in widths) * 30 > len(widths):
        return False
    return sum(50 <= len(line) <= 110 for line in inner) * 2 >= len(inner)


def _openings(lines: Sequence[str]) -> list[int]:
    """Places between paragraphs: never inside a wrapped run or a code fence."""
    wrapped, places, fenced = _wrapped(lines), [], False
    for at in range(1, len(lines)):
        above, below = lines[at - 1], lines[at]
        if above.lstrip().startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        apart = not above.strip() or not below.strip()
        if apart or not (wrapped or _continues(above, below)):
            places.append(at)
    return places


def _continues(above: str, below: str) -> bool:
    """Whether two neighbouring lines look like one sentence."""
    if _BULLET.match(below):
        return False
    first = below.lstrip()[0]
    ended = above.rstrip().endswith(_ENDS)
    return not ended and (first.islower() or 60 <= len(above) <= 110)


def _place(ctx: _Context, weights: tuple[int, int, int], size: int, openings: Sequence[int]) -> int:
    where = ctx.rng.choices(("start", "end", "between"), weights)[0]
    if where == "start" or size == 0:
        return 0
    if where == "end" or not openings:
        return size
    return ctx.rng.choice(openings)


def _finish(ctx: _Context, rows: Sequence[str], tight: bool) -> list[str]:
    """At most 20 lines, spaced and wrapped like the document, at times in its quotes."""
    rows = [_one_line(row).rstrip() for row in rows]
    filled = [row for row in rows if row.strip()][:20]
    if ctx.chance(0.5 if ctx.curly else 0.15):
        filled = [row.replace("'", "’") for row in filled]
    groups = [_fold(row, max(ctx.width, 40)) if ctx.width else [row] for row in filled]
    gap = [""] if ctx.gap and not tight else []
    return [line for at, group in enumerate(groups) for line in ([*gap, *group] if at else group)]


def _pad(ctx: _Context, rows: list[str], lines: Sequence[str], at: int) -> list[str]:
    """Blank lines around the piece where the document would have them."""
    if not ctx.gap:
        return ["", *rows] if ctx.chance(0.05) and at else rows
    glue = ctx.rng.random()
    before = [""] if at > 0 and lines[at - 1].strip() and not 0.06 < glue < 0.14 else []
    after = [""] if at < len(lines) and lines[at].strip() and glue > 0.06 else []
    return [*before, *rows, *after]


def plant(
    rng: Random, lines: Sequence[str], labels: str, pool: ResiduePool, language: str = "en"
) -> tuple[list[str], str]:
    """Insert one to four pieces of residue into a clean text.

    ``labels`` has one character per line: ``k`` keep, ``-`` blank.  Planted lines
    get ``d`` and planted blank lines ``-``; nothing of the text itself changes.
    """
    ctx = _read(rng, lines, pool, language, labels)
    openings = _openings(lines)
    kinds = [kind for kind in _KINDS if pool.runs or kind[0] is not _real_piece]
    weights = [kind[1] for kind in kinds]
    pieces: dict[int, list[list[str]]] = {}
    for maker, _, where in rng.choices(kinds, weights, k=rng.choice((1, 1, 1, 2, 2, 2, 3, 3, 4))):
        listed = maker in (_spam_piece, _related_piece, _toc_piece)
        rows = _finish(ctx, maker(ctx), tight=ctx.chance(0.75 if listed else 0.35))
        if rows:
            pieces.setdefault(_place(ctx, where, len(lines), openings), []).append(rows)
    out, marks = list(lines), list(labels)
    for at in sorted(pieces, reverse=True):
        rows = pieces[at][0]
        for more in pieces[at][1:]:
            rows = [*rows, *([""] if ctx.gap else []), *more]
        rows = _pad(ctx, rows, lines, at)
        out[at:at] = rows
        marks[at:at] = [DROP if row.strip() else BLANK for row in rows]
    return out, "".join(marks)


# --------------------------------------------------------------------------- restyling

_Rows = list[tuple[str, str]]
_LINK = re.compile(r"!?\[([^\[\]]+)\]\([^()\s]*\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\xa0": " "})


def _headline(text: str) -> bool:
    return 3 < len(text.strip()) < 80 and not text.rstrip().endswith(_ENDS) and not _BULLET.match(text)


def _respace(rng: Random, rows: _Rows) -> _Rows:
    """No blank lines at all, one between all lines, or two where there was one."""
    filled = [row for row in rows if row[1] != BLANK]
    mode = rng.random()
    if _wrapped([text for text, _ in rows]) and mode < 0.85:
        return rows
    if mode < 0.45:
        return filled
    if mode < 0.85:
        loose = [item for row in filled for item in (row, ("", BLANK))]
        return loose[:-1]
    return [item for row in rows for item in ((row, row) if row[1] == BLANK else (row,))]


def _rebullet(rng: Random, rows: _Rows) -> _Rows:
    """Another bullet for every list of the document, or none."""
    mark = rng.choice(("-", "*", "•", "·", "–", "▪", "", "1.", "+"))
    out: _Rows = []
    number = 0
    for text, label in rows:
        match = _BULLET.match(text)
        if not match or (match[2][0].isdigit() and mark != ""):
            number = number if label == BLANK else 0
            out.append((text, label))
            continue
        number += 1
        sign = f"{number}." if mark == "1." else mark
        out.append((match[1] + (sign + " " if sign else "") + text[match.end() :], label))
    return out


def _unmark(rng: Random, rows: _Rows) -> _Rows:
    """Markdown flattened to plain text."""
    out: _Rows = []
    for text, label in rows:
        flat = _LINK.sub(r"\1", text)
        flat = _EMPHASIS.sub(r"\2", flat)
        flat = re.sub(r"^#{1,6} +(?=\S)", "", flat)
        out.append((flat if flat.strip() else text, label))
    return out


def _bold_or_link(rng: Random, text: str) -> str:
    """Mark one to three consecutive words inside a line as bold or as a link."""
    words = text.split(" ")
    if len(words) < 8:
        return text
    start = rng.randrange(1, len(words) - 4)
    stop = start + rng.randint(1, 3)
    phrase = " ".join(words[start:stop])
    if not phrase.strip() or set(phrase) & set("[]()*_`"):
        return text
    marked = f"**{phrase}**" if rng.random() < 0.35 else f"[{phrase}]({_url(rng, phrase)})"
    return " ".join([*words[:start], marked, *words[stop:]])


def _mark(rng: Random, rows: _Rows) -> _Rows:
    """Markdown added: headings, bold, links with invented targets."""
    head = rng.choice(("## %", "### %", "**%**", "# %", "#### %", ""))
    share, linked = rng.choice((0.05, 0.15, 0.4)), rng.choice((0.0, 0.0, 0.1, 0.5))
    out: _Rows = []
    for text, label in rows:
        plain = bool(text.strip()) and text.strip()[0] not in "#*>|!`["
        if plain and _headline(text) and head:
            link = rng.random() < linked
            marked = f"[{text}]({_url(rng, text)})" if link else head.replace("%", text.strip())
        elif plain and rng.random() < share:
            marked = _bold_or_link(rng, text)
        else:
            marked = text
        out.append((marked, label))
    return out


def _requote(rng: Random, rows: _Rows) -> _Rows:
    """Typographic marks to ASCII, or the other way round."""
    if rng.random() < 0.6:
        return [(text.translate(_STRAIGHT) if text.strip() else text, label) for text, label in rows]
    out: _Rows = []
    for text, label in rows:
        curly = re.sub(r'(?<!\S)"(?=\S)', "“", text).replace('"', "”")
        curly = re.sub(r"(?<!\S)'(?=\S)", "‘", curly).replace("'", "’")
        out.append((curly, label))
    return out


def _recase_headings(rng: Random, rows: _Rows) -> _Rows:
    upper = rng.random() < 0.7
    return [((text.upper() if upper else text.lower()) if _headline(text) else text, label) for text, label in rows]


def _indent(rng: Random, rows: _Rows) -> _Rows:
    pad = rng.choice(("  ", "    ", "\t", " ", "   "))
    return [(pad + text if text.strip() else text, label) for text, label in rows]


def _trail(rng: Random, rows: _Rows) -> _Rows:
    pad, share = rng.choice((" ", "  ", "\xa0", "   ")), rng.choice((0.1, 0.5, 1.0))
    return [(text + pad if text.strip() and rng.random() < share else text, label) for text, label in rows]


def _fold(text: str, width: int) -> list[str]:
    """Greedy wrapping; a bullet's following lines are indented under its text."""
    match = _BULLET.match(text)
    hang = " " * match.end() if match else " " * (len(text) - len(text.lstrip()))
    first = match[0] if match else hang
    out: list[str] = []
    current, empty = first, True
    for word in text[len(first) :].split():
        if not empty and len(current) + 1 + len(word) > width:
            out.append(current)
            current, empty = hang, True
        current = current + word if empty else f"{current} {word}"
        empty = False
    return [*out, current]


def _wrap(rng: Random, rows: _Rows) -> _Rows:
    """Hard-wrap as text browsers do; each new line takes its paragraph's label."""
    width, pad = rng.randint(72, 80), rng.choice(("", "", "   "))
    spaced = any(label == BLANK for _, label in rows) or rng.random() < 0.2
    out: _Rows = []
    for text, label in rows:
        if label == BLANK or not text.strip():
            out.append((text, label))
            continue
        if not spaced and out:
            out.append(("", BLANK))
        out.extend((pad + piece, label) for piece in _fold(text, width - len(pad)))
    return out


_RESTYLES: tuple[tuple[float, Callable[[Random, _Rows], _Rows]], ...] = (
    (0.10, _unmark),
    (0.10, _mark),
    (0.15, _rebullet),
    (0.20, _respace),
    (0.15, _requote),
    (0.03, _recase_headings),
    (0.08, _wrap),
    (0.05, _indent),
    (0.06, _trail),
)


def restyle(rng: Random, lines: Sequence[str], labels: str) -> tuple[list[str], str]:
    """Change the look of a document and leave the meaning of its labels alone."""
    rows = list(zip(lines, labels, strict=True))
    for probability, change in _RESTYLES:
        if rng.random() < probability:
            rows = change(rng, rows)
    return [text for text, _ in rows], "".join(label for _, label in rows)
